'use client';

import { Button } from './button';
import classes from './empty-state.module.css';

type ErrorStateProps = { title: string; detail: string; requestId: string | null; onRetry?: () => void };

/** What failed, what still works, and what to do. */
export function ErrorState({ title, detail, requestId, onRetry }: ErrorStateProps) {
  return (
    <div className={classes.empty} role="alert">
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{detail}</p>
      {onRetry && (
        <Button kind="primary" onClick={onRetry}>
          Load the page again
        </Button>
      )}
      {requestId && (
        <p className={classes.text}>
          Reference: <code>{requestId}</code>
        </p>
      )}
    </div>
  );
}
