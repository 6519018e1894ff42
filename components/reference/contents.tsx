import type { ReactNode } from 'react';
import type { ReferenceGroup } from '@/lib/api/load';
import classes from './contents.module.css';

/** Where each call of the reference is: beside it on wide screens, folded above it on narrow ones. */
export function Contents({ groups }: { groups: ReferenceGroup[] }) {
  return (
    <>
      <nav aria-label="Calls" className={classes.side}>
        <Lists groups={groups} />
      </nav>
      <details className={classes.folded}>
        <summary className={classes.summary}>All {groups.flatMap(({ calls }) => calls).length} calls</summary>
        <nav aria-label="Calls">
          <Lists groups={groups} />
        </nav>
      </details>
    </>
  );
}

function Lists({ groups }: { groups: ReferenceGroup[] }) {
  return groups.map(({ tag, calls }) => (
    <section key={tag} className={classes.group}>
      <p className={classes.tag}>{tag}</p>
      <ul className={classes.list}>
        {calls.map(({ id, method, path }) => (
          <li key={id}>
            <a href={`#${id}`} className={classes.link}>
              <span className={classes.method}>{method}</span>
              <span className={classes.path}>{breakable(path.replace(/^\/api(\/v1)?/, ''))}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  ));
}

/** May break before a slash. */
function breakable(path: string): ReactNode {
  const last = path.lastIndexOf('/');
  if (last <= 0) return path;
  return (
    <>
      {breakable(path.slice(0, last))}
      <wbr />
      {path.slice(last)}
    </>
  );
}
