import type { Metric } from '../registry';
import type { DefinitionId, FourMetrics, MetricId } from '../schema';
import type { Count, Why } from '../schema/why';
import { type Facts, finished, reached } from './facts';

/** Counts that only an explanation needs; by finish, or by start for what has not finished. */
export type Breakdown = {
  cancelled: number;
  unfinished: number;
  /** Finished in environments that are not in scope. */
  elsewhere: number;
  rollbacks: number;
  /** Hot-fixes that are no rollbacks. */
  hotfixes: number;
  /** Named as a fix, neither rollback nor hot-fix. */
  fixes: number;
  /** Incidents resolved in the window that no deployment is named for as the cause. */
  causeless: number;
};

export type WhyFacts = { facts: Facts; metrics: FourMetrics; days: number; breakdown: Breakdown };

/** The number in front of a metric, as the wire shows it. */
export function headlineOf(metrics: FourMetrics, metric: MetricId, definition: DefinitionId): number | null {
  switch (metric) {
    case 'deployment_frequency':
      return metrics.deployment_frequency.per_day;
    case 'lead_time':
      return metrics.lead_time.median_seconds;
    case 'time_to_restore':
      return definition === 'dora' ? metrics.time_to_restore.median_seconds : metrics.time_to_restore.mean_seconds;
    case 'change_failure_rate':
      return metrics.change_failure_rate.rate;
    case 'rework_rate':
      return metrics.rework_rate.rate;
  }
}

/** Explains a number by the counts that it was made of. */
export function explain(metric: Metric, definition: DefinitionId, given: WhyFacts): Why {
  const { metrics } = given;
  return {
    text: metric.definition[definition],
    formula: metric.formula[definition],
    value: headlineOf(metrics, metric.id, definition),
    tier: metric.id === 'rework_rate' ? null : metrics[metric.id].tier,
    ...countsOf(metric, definition, given),
  };
}

function countsOf(
  metric: Metric,
  definition: DefinitionId,
  given: WhyFacts,
): Pick<Why, 'numerator' | 'denominator' | 'parts' | 'left_out'> {
  const { facts, metrics, days, breakdown } = given;
  const { counts, lead, restore } = facts;
  const numerator = (count: number) =>
    metric.numerator ? { count, label: metric.numerator[definition], part: 'numerator' as const } : null;
  const denominator = (count: number): Count => ({
    count,
    label: metric.denominator[definition],
    part: metric.id === 'deployment_frequency' ? null : 'counted',
  });
  const neverCounted: Count[] = [
    { label: 'Cancelled', count: breakdown.cancelled, part: 'cancelled' },
    { label: 'Still queued or in progress', count: breakdown.unfinished, part: 'unfinished' },
    { label: 'Other environments', count: breakdown.elsewhere, part: 'elsewhere' },
  ];
  const pipeline: Count = { label: 'Pipeline failed before production', count: counts.failed, part: 'failed' };
  const rolledBack: Count = { label: 'Rolled back', count: counts.rolledBack, part: 'rolled_back' };
  switch (metric.id) {
    case 'deployment_frequency':
      return {
        numerator: numerator(reached(counts)),
        denominator: denominator(days),
        parts: [{ label: 'Succeeded', count: counts.succeeded, part: 'succeeded' }, rolledBack],
        left_out: [pipeline, ...neverCounted],
      };
    case 'lead_time':
      return {
        numerator: null,
        denominator: denominator(lead.n),
        parts: [],
        left_out: [
          { label: 'In a baseline deployment', count: lead.baseline, part: 'baseline' },
          { label: 'Negative time', count: lead.negative, part: 'negative' },
          { label: 'By bots, excluded', count: lead.bots, part: 'bots' },
        ],
      };
    case 'time_to_restore':
      return {
        numerator: null,
        denominator: denominator(restore.n),
        parts: [],
        left_out: [
          ...(definition === 'dora'
            ? [{ label: 'No deployment named as the cause', count: breakdown.causeless, part: 'no_cause' as const }]
            : []),
          { label: 'Negative time', count: restore.negative, part: 'negative' },
        ],
      };
    case 'change_failure_rate':
      return {
        numerator: numerator(metrics.change_failure_rate.failed),
        denominator: denominator(definition === 'dora' ? reached(counts) : finished(counts)),
        parts: [
          ...(definition === 'dora' ? [] : [pipeline]),
          rolledBack,
          { label: 'Caused an incident, not rolled back', count: counts.caused, part: 'caused' },
        ],
        left_out: [...(definition === 'dora' ? [pipeline] : []), ...neverCounted],
      };
    case 'rework_rate':
      return {
        numerator: numerator(counts.reworked),
        denominator: denominator(reached(counts)),
        parts: [
          { label: 'Rollbacks', count: breakdown.rollbacks, part: 'rollbacks' },
          { label: 'Hot-fixes', count: breakdown.hotfixes, part: 'hotfixes' },
          { label: 'Named as the fix of an incident', count: breakdown.fixes, part: 'fixes' },
        ],
        left_out: [pipeline, ...neverCounted],
      };
  }
}
