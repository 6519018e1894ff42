import { Lock } from 'lucide-react';
import { formatCount } from '@/lib/core/format';
import classes from './list-foot.module.css';
import { TargetLegend } from './target-marks';

/** What a list of incidents leaves out, and what its marks mean. */
export function ListFoot({ hidden, hasRows }: { hidden: number; hasRows: boolean }) {
  if (hidden === 0 && !hasRows) return null;
  return (
    <div className={classes.foot}>
      {hidden > 0 && (
        <span className={classes.hidden}>
          <Lock size={14} strokeWidth={1.75} aria-hidden="true" />
          {formatCount(hidden, 'private incident')} not listed
        </span>
      )}
      {hasRows && (
        <span className={classes.legend}>
          <TargetLegend />
        </span>
      )}
    </div>
  );
}
