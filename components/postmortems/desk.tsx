import type { ReactNode } from 'react';
import classes from './desk.module.css';

/** The page of a post-mortem: sections, text, evidence; one below the other on narrow screens. */
export function Desk({ list, text, side }: { list: ReactNode; text: ReactNode; side: ReactNode }) {
  return (
    <div className={classes.desk}>
      <div className={classes.list}>{list}</div>
      <div className={classes.text}>{text}</div>
      <div className={classes.side} data-rail>
        {side}
      </div>
    </div>
  );
}
