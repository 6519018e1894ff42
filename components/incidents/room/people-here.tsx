import classes from './people-here.module.css';
import type { Here } from './use-presence';

const most = 4;
const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?';

/** Who has this incident open now, whoever looks at it included. */
export function PeopleHere({ self, others }: { self: { id: string; name: string }; others: Here[] }) {
  const all = [self, ...others.filter(({ id }) => id !== self.id)];
  const names = all.map(({ id, name }) => (id === self.id ? `${name} (you)` : name)).join(', ');
  return (
    <span className={classes.people} role="img" aria-label={`${all.length} here: ${names}`} title={names}>
      {all.slice(0, most).map(({ id, name }) => (
        <span key={id} className={classes.person} aria-hidden="true">
          {initialOf(name)}
        </span>
      ))}
      {all.length > most && (
        <span className={classes.person} aria-hidden="true">
          +{all.length - most}
        </span>
      )}
    </span>
  );
}
