import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

const icons = { info: Info, warning: CircleAlert, danger: CircleAlert, success: CircleCheck } as const;

/** A line that must be read: what was left out, what failed, what worked. */
export function Notice({ tone = 'info', children }: { tone?: keyof typeof icons; children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={classes.notice} data-tone={tone} {...(tone === 'danger' ? { role: 'alert' } : {})}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
