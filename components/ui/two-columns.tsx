import type { ReactNode } from 'react';
import classes from './two-columns.module.css';

/** The page of one record: its story left, its facts right; one below the other on narrow screens. */
export function TwoColumns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>{main}</div>
      <div className={classes.column}>{side}</div>
    </div>
  );
}
