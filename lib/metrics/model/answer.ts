import type { BenchmarkId, DefinitionId, FourMetrics, MetricId, MetricState, SeriesPoint, Tier } from '../schema';
import { type Counts, type Facts, finished, reached } from './facts';
import { quickCheckMeans, quickCheckScore, type Scores } from './quick-check';
import { meanOf } from './stats';
import { lowestTier, tierOf } from './tiers';
import type { Bucket, Window } from './window';

export type Rules = { definition: DefinitionId; benchmark: BenchmarkId };

/** Failed deployments and what they are a part of, by definition (metrics.md, "The definitions on offer"). */
export function failures(counts: Counts, definition: DefinitionId): { failed: number; deployments: number } {
  const bad = counts.rolledBack + counts.caused;
  // A failed pipeline never reached production: DORA's words leave it out, even if an incident names it as its cause.
  return definition === 'dora'
    ? { failed: bad, deployments: reached(counts) }
    : { failed: bad + counts.failed, deployments: finished(counts) };
}

const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The number in front of each metric: per day, seconds or ratio; null without a value. */
function headlines(
  facts: Facts,
  days: number,
  isConnected: boolean,
  definition: DefinitionId,
): Record<MetricId, number | null> {
  const { failed, deployments } = failures(facts.counts, definition);
  const { restore, lead, counts } = facts;
  return {
    deployment_frequency: isConnected ? reached(counts) / days : null,
    lead_time: inSeconds(lead.medianMs),
    time_to_restore: inSeconds(definition === 'dora' ? restore.medianMs : meanOf(restore.totalMs, restore.n)),
    change_failure_rate: ratio(failed, deployments),
    rework_rate: ratio(counts.reworked, reached(counts)),
  };
}

/** One scope and window as the wire shows it. `isConnected`: something has reported for this scope at some time. */
export function fourMetricsOf(
  facts: Facts,
  window: Window,
  isConnected: boolean,
  { definition, benchmark }: Rules,
): FourMetrics {
  const { counts, lead, restore } = facts;
  const values = headlines(facts, window.days, isConnected, definition);
  const judged = (metric: MetricId) => ({
    tier: tierOf(metric, values[metric], benchmark),
    ...(benchmark === 'dora-quickcheck-2025' ? { score: quickCheckScore(metric, values[metric]) } : {}),
  });
  const stateOf = (metric: MetricId, without: MetricState): MetricState =>
    isConnected ? (values[metric] === null ? without : 'ok') : 'no_source';
  const { tier: _none, ...rework } = judged('rework_rate');
  return {
    deployment_frequency: {
      per_day: values.deployment_frequency,
      deployments: reached(counts),
      ...judged('deployment_frequency'),
      state: stateOf('deployment_frequency', 'no_data'),
    },
    lead_time: {
      median_seconds: inSeconds(lead.medianMs),
      p90_seconds: inSeconds(lead.p90Ms),
      mean_seconds: inSeconds(meanOf(lead.totalMs, lead.n)),
      changes: lead.n,
      ...judged('lead_time'),
      state: stateOf('lead_time', 'no_data'),
    },
    time_to_restore: {
      mean_seconds: inSeconds(meanOf(restore.totalMs, restore.n)),
      median_seconds: inSeconds(restore.medianMs),
      p90_seconds: inSeconds(restore.p90Ms),
      incidents: restore.n,
      ...judged('time_to_restore'),
      state: stateOf('time_to_restore', restore.negative > 0 ? 'no_data' : 'no_incidents'),
    },
    change_failure_rate: {
      rate: values.change_failure_rate,
      ...failures(counts, definition),
      ...judged('change_failure_rate'),
      state: stateOf('change_failure_rate', 'no_data'),
    },
    rework_rate: {
      rate: values.rework_rate,
      reworked: counts.reworked,
      deployments: reached(counts),
      ...rework,
      state: stateOf('rework_rate', 'no_data'),
    },
  };
}

const metricsOf = (metrics: FourMetrics) => [
  metrics.deployment_frequency,
  metrics.lead_time,
  metrics.time_to_restore,
  metrics.change_failure_rate,
];

/** The lowest tier of the four. */
export function overallTier(metrics: FourMetrics): Tier | null {
  return lowestTier(metricsOf(metrics).map(({ tier }) => tier));
}

/** Means of the scores, where the benchmark has scores. */
export function scoresOf(
  metrics: FourMetrics,
  benchmark: BenchmarkId,
): { scores?: ReturnType<typeof quickCheckMeans> } {
  if (benchmark !== 'dora-quickcheck-2025') return {};
  const scores: Scores = {
    deployment_frequency: metrics.deployment_frequency.score ?? null,
    lead_time: metrics.lead_time.score ?? null,
    time_to_restore: metrics.time_to_restore.score ?? null,
    change_failure_rate: metrics.change_failure_rate.score ?? null,
    rework_rate: metrics.rework_rate.score ?? null,
  };
  return { scores: quickCheckMeans(scores) };
}

export function excludedOf({ lead, restore }: Facts): { negative: number; baseline: number; bots: number } {
  return { negative: lead.negative + restore.negative, baseline: lead.baseline, bots: lead.bots };
}

export function windowAnswerOf({ from, to, days, tz }: Window): { from: string; to: string; days: number; tz: string } {
  return { from: from.toISOString(), to: to.toISOString(), days, tz };
}

/** One point of a series. */
export function pointOf({ start }: Bucket, facts: Facts, definition: DefinitionId): SeriesPoint {
  const { counts, lead, restore } = facts;
  const { failed, deployments } = failures(counts, definition);
  return {
    start,
    deployments: reached(counts),
    failed,
    finished: finished(counts),
    reworked: counts.reworked,
    change_failure_rate: ratio(failed, deployments),
    changes: lead.n,
    lead_time_median_seconds: inSeconds(lead.medianMs),
    lead_time_p90_seconds: inSeconds(lead.p90Ms),
    incidents: restore.n,
    time_to_restore_mean_seconds: inSeconds(meanOf(restore.totalMs, restore.n)),
    time_to_restore_median_seconds: inSeconds(restore.medianMs),
  };
}
