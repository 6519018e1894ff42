import type { ReactNode } from 'react';
import classes from './card.module.css';

type CardProps = {
  title?: string;
  /** Beside the title, muted: unit, count, scope. */
  note?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  /** No padding around the body: for tables that reach the edge. */
  flush?: boolean;
  id?: string;
  children: ReactNode;
};

/** A surface with an optional h2. */
export function Card({ title, note, actions, flush = false, id, children }: CardProps) {
  return (
    <section className={classes.card} {...(id ? { id } : {})} {...(title ? { 'aria-label': title } : {})}>
      {(title || actions) && (
        <div className={classes.head}>
          {title && <h2 className={classes.title}>{title}</h2>}
          {note && <span className={classes.note}>{note}</span>}
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      <div className={flush ? classes.flush : title || actions ? classes.under : classes.body}>{children}</div>
    </section>
  );
}
