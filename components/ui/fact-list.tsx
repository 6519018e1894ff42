import type { ReactNode } from 'react';
import classes from './fact-list.module.css';

/** `value: null` leaves the fact out; what is unknown but expected says why, as `absent`. */
export type Fact = { label: string; value: ReactNode; absent?: string; mono?: boolean };

/** What is known of one thing, as pairs. */
export function FactList({ facts }: { facts: Fact[] }) {
  const shown = facts.filter(({ value, absent }) => (value !== null && value !== undefined) || absent);
  return (
    <dl className={classes.list}>
      {shown.map(({ label, value, absent, mono }) => (
        <div key={label} className={classes.fact}>
          <dt className={classes.label}>{label}</dt>
          <dd className={classes.value} data-mono={(mono && value !== null) || undefined}>
            {value ?? <span className={classes.absent}>{absent}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
