import { Ban, CircleAlert, CircleCheck, CircleDashed, CircleDot, CircleX, Loader, Minus, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './status-badge.module.css';

const icons = {
  good: CircleCheck,
  bad: CircleX,
  warning: CircleAlert,
  back: Undo2,
  running: Loader,
  waiting: CircleDashed,
  stopped: Ban,
  neutral: Minus,
  active: CircleDot,
} as const;

export type StatusTone = keyof typeof icons;

/** A state as an icon and a word; `tinted` as a badge with a ground. */
export function StatusBadge({
  tone,
  tinted = false,
  children,
}: {
  tone: StatusTone;
  tinted?: boolean;
  children: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <span className={classes.status} data-tone={tone} data-tinted={tinted || undefined}>
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
      {children}
    </span>
  );
}
