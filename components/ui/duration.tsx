import { formatDuration } from '@/lib/core/format';
import classes from './metric-value.module.css';

/** A span of seconds as at most two units: 4 h 12 m. */
export function Duration({ seconds }: { seconds: number }) {
  return (
    <time dateTime={`PT${Math.max(0, Math.round(seconds))}S`} className={classes.plain}>
      {formatDuration(seconds)}
    </time>
  );
}
