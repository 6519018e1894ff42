import { PairedBars } from '@/components/charts/paired-bars';
import { FigureCard } from '@/components/ui/figure-card';
import type { ActionsView } from '@/lib/actions/load';
import { daysUntil } from '@/lib/actions/model';
import { formatNumber, formatPercent, formatShare } from '@/lib/core/format';
import classes from './action-figures.module.css';

/** The numbers of the page: how many are open and overdue, and whether promises are kept. */
export function ActionFigures({ view: { counts, inTime, weeks, today } }: { view: ActionsView }) {
  const { open, openP1, overdue, oldestDue } = counts;
  return (
    <div className={classes.figures}>
      <FigureCard label="Open" value={formatNumber(open)} note={`${formatNumber(openP1)} of them P1`} />
      <FigureCard
        label="Overdue"
        value={formatNumber(overdue)}
        tone={overdue > 0 ? 'danger' : undefined}
        note={oldestDue ? `oldest ${daysText(-daysUntil(oldestDue, today))}` : 'nothing is late'}
      />
      <FigureCard
        label="SEV1 and SEV2 closed in time"
        value={inTime.decided > 0 ? formatPercent(inTime.done / inTime.decided) : null}
        absent="None came due"
        note={`${inTime.decided > 0 ? `${formatShare(inTime.done, inTime.decided)} in` : 'in'} ${inTime.days} days; within 4 or 8 weeks`}
      />
      <PairedBars
        title="Items per week"
        labels={{ first: 'opened', second: 'closed' }}
        pairs={weeks.map(({ start, opened, closed }) => ({ start, first: opened, second: closed }))}
      />
    </div>
  );
}

const daysText = (days: number) => `${formatNumber(days)}\u202f${days === 1 ? 'day' : 'days'}`;
