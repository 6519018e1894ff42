import type { ReactNode } from 'react';
import { CodeBlock } from './code-block';
import classes from './empty-state.module.css';

type EmptyStateProps = {
  title: string;
  /** What belongs here and how it gets here. */
  children?: ReactNode;
  /** The one next action. */
  action?: ReactNode;
  /** A command that works as pasted. */
  code?: { label: string; text: string };
  headingLevel?: 1 | 2 | 3;
};

/** A place that has nothing yet says what belongs there and what to do. */
export function EmptyState({ title, children, action, code, headingLevel = 3 }: EmptyStateProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <div className={classes.empty}>
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {code && <CodeBlock code={code.text} label={code.label} copyLabel="Copy the command" />}
      {action}
    </div>
  );
}
