import classes from './severity-badge.module.css';

const marks: Record<string, string> = { SEV1: '▲', SEV2: '◆', SEV3: '○' };

/** A severity: SEV1 filled, SEV2 tinted, SEV3 outlined, each with its mark and word. */
export function SeverityBadge({ severity }: { severity: string }) {
  const name = severity.toUpperCase();
  return (
    <span className={classes.badge} data-severity={name}>
      <span aria-hidden="true">{marks[name] ?? '○'}</span> {name}
    </span>
  );
}
