import type { ReactNode } from 'react';
import classes from './figure-card.module.css';

type FigureCardProps = {
  label: string;
  /** The number with its unit; null where there is none. */
  value: ReactNode | null;
  /** Said in place of a number. */
  absent?: string;
  tone?: 'danger' | undefined;
  /** What the number is made of. */
  note: ReactNode;
};

/** One number of a page, with what it is made of. */
export function FigureCard({ label, value, absent = 'None yet', tone, note }: FigureCardProps) {
  return (
    <div className={classes.card}>
      <h2 className={classes.label}>{label}</h2>
      {value === null ? (
        <p className={classes.absent}>{absent}</p>
      ) : (
        <p className={classes.value} data-tone={tone}>
          {value}
        </p>
      )}
      <p className={classes.note}>{note}</p>
    </div>
  );
}
