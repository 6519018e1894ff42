import { Lock } from 'lucide-react';
import { Link } from '@/components/ui/link';
import type { ActionCounts } from '@/lib/actions/queries/overview';
import { formatCount, formatNumber } from '@/lib/core/format';
import classes from './action-foot.module.css';

type FootProps = {
  counts: ActionCounts;
  isBoard: boolean;
  /** Where those that are over are shown; null where they are. */
  overHref: string | null;
  openHref: string;
};

/** What the list above does not show. */
export function ActionFoot({ counts: { done, cancelled, hidden }, isBoard, overHref, openHref }: FootProps) {
  return (
    <div className={classes.foot}>
      <span>Owners are reminded 2 days before, on the day, and daily once overdue.</span>
      {hidden > 0 && (
        <span className={classes.hidden}>
          <Lock size={14} strokeWidth={1.75} aria-hidden="true" />
          {formatCount(hidden, 'open item')} of private incidents not listed
        </span>
      )}
      <span className={classes.more}>
        {!overHref && <Link href={openHref}>Show open action items</Link>}
        {overHref && !isBoard && done + cancelled > 0 && (
          <Link href={overHref}>
            Show {formatNumber(done)} done, {formatNumber(cancelled)} cancelled
          </Link>
        )}
      </span>
    </div>
  );
}
