import { formatDuration } from '@/lib/core/format';
import classes from './budget-bar.module.css';

type BudgetBarProps = {
  /** null: not known. */
  seconds: number | null;
  limitSeconds: number;
  /** What the seconds are: 'Expected'. */
  label: string;
};

/** A time against the time that it may take. The bar repeats what stands beside it. */
export function BudgetBar({ seconds, limitSeconds, label }: BudgetBarProps) {
  const scale = Math.max(limitSeconds * 1.15, seconds ?? 0);
  const percent = (value: number) => `${Math.min(100, (value / scale) * 100)}%`;
  return (
    <div className={classes.budget} data-late={(seconds !== null && seconds >= limitSeconds) || undefined}>
      <div
        className={classes.bar}
        style={{ '--filled': percent(seconds ?? 0), '--limit': percent(limitSeconds) } as React.CSSProperties}
        aria-hidden="true"
      />
      <div className={classes.words}>
        <span>{seconds === null ? `${label}: not known yet` : `${label} ${formatDuration(seconds)}`}</span>
        <span>below {formatDuration(limitSeconds)}</span>
      </div>
    </div>
  );
}
