'use client';

import classes from './people-here.module.css';
import { tintOf } from './tint';
import { useWriting } from './writing';

const most = 5;
const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?';

/** Who has this post-mortem open now, each in the colour of their caret. */
export function PeopleHere() {
  const { others, viewer, session } = useWriting();
  if (!session) return null;
  const all = [viewer, ...others.filter(({ id }) => id !== viewer.id)];
  const names = all.map(({ name }) => name).join(', ');
  return (
    <span className={classes.people} role="img" aria-label={`Here now: ${names}`} title={names}>
      {all.slice(0, most).map(({ id, name }) => (
        <span key={id} className={classes.person} data-tint={tintOf(id)} aria-hidden="true">
          {initialOf(name)}
        </span>
      ))}
      {all.length > most && (
        <span className={classes.more} aria-hidden="true">
          +{all.length - most}
        </span>
      )}
    </span>
  );
}
