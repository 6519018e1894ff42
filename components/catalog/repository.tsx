/** A repository as it was reported: a link when it is an address, else its name. */
export function Repository({ name }: { name: string }) {
  const href = addressOf(name);
  if (!href) return <span className="mono">{name}</span>;
  return (
    <a href={href} className="mono" rel="noreferrer">
      {name.replace(/^https?:\/\//, '')}
    </a>
  );
}

/** 'https://…' as it is, 'github.com/acme/x' with https; 'acme/x' could be anywhere and is no address. */
function addressOf(name: string): string | null {
  if (/^https?:\/\/[^\s]+$/.test(name)) return name;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+\/[^\s]+$/i.test(name) ? `https://${name}` : null;
}
