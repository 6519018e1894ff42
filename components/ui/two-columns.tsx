import type { ReactNode } from 'react';
import classes from './two-columns.module.css';

/**
 * Two columns of cards, one below the other on narrow screens: the story of a record beside its facts, or with `even` two
 * lists of like weight.
 */
export function TwoColumns({ main, side, even = false }: { main: ReactNode; side: ReactNode; even?: boolean }) {
  return (
    <div className={classes.columns} data-even={even || undefined}>
      <div className={classes.column}>{main}</div>
      <div className={classes.column}>{side}</div>
    </div>
  );
}
