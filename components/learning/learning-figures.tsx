import { FigureCard } from '@/components/ui/figure-card';
import { MetricValue } from '@/components/ui/metric-value';
import { formatDuration, formatShare } from '@/lib/core/format';
import type { LearningSpanId, LearningSummary } from '@/lib/incidents/model/learning';
import classes from './learning-figures.module.css';

const shown: LearningSpanId[] = ['detect', 'acknowledge', 'mitigate', 'restore'];

/** The four medians, each with its p90 and the number of incidents that have it. */
export function LearningFigures({ summary: { spans, incidents } }: { summary: LearningSummary }) {
  return (
    <div className={classes.figures}>
      {spans
        .filter(({ id }) => shown.includes(id))
        .map(({ id, label, medianSeconds, p90Seconds, n }) => (
          <FigureCard
            key={id}
            label={`${label}, median`}
            value={medianSeconds === null ? null : <MetricValue value={medianSeconds} unit="seconds" />}
            absent={incidents === 0 ? 'No incident in this window' : 'No incident has both times'}
            note={
              p90Seconds === null
                ? `${formatShare(n, incidents)} incidents`
                : `p90 ${formatDuration(p90Seconds)}; ${formatShare(n, incidents)} incidents`
            }
          />
        ))}
    </div>
  );
}
