import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { type PageQuery, readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { apiSearch, readPageQuery } from './load/page-query';
import { partsOf } from './model/parts';
import { type CountRange, tierCounts } from './model/tier-counts';
import { type TierBand, tierBands, tierOf, tierTable } from './model/tiers';
import { headlineOf } from './model/why';
import { type Distribution, type DistributionBar, readDistribution } from './queries/distribution';
import { type DoraReading, readDora } from './queries/dora';
import { type IncidentMark, readIncidentMarks } from './queries/incident-marks';
import { countRecords, type RecordCounts, readRecords } from './queries/records';
import { type FailureRate, readFailureRates, readServiceMetrics } from './queries/services';
import { type LeadStages, readLeadStages } from './queries/stages';
import { readDoraAndWhy, type WhyBoth } from './queries/why';
import { benchmarkNotes, type Metric, metricOfSlug } from './registry';
import {
  type DoraAnswer,
  type MetricId,
  type MetricRecord,
  type MetricsQuery,
  type RecordsQuery,
  recordsQuery,
  type SeriesPoint,
  type ServiceMetrics,
  type Tier,
} from './schema';

/** Metrics of a scope as pages show them; `answer` is the body of GET /api/v1/metrics/dora for the same query. */
export type DoraView = PageQuery<MetricsQuery> & {
  answer: DoraAnswer;
  /** Query string of the API for the same numbers. */
  apiSearch: string;
};

export type RankedService = {
  service: string;
  team: string | null;
  /** In the metric's unit; null without a value. */
  value: number | null;
  tier: Tier | null;
  /** Null where the number is a statistic of `denominator` records. */
  numerator: number | null;
  denominator: number;
};

export type Overview = DoraView & {
  /** Incidents detected in the window, oldest first, at most 500. */
  incidents: IncidentMark[];
  /** Services with a change failure rate, highest first. */
  services: RankedService[];
};

export type MetricView = DoraView & {
  metric: Metric;
  why: WhyBoth;
  /** The series of the window before, point by point as `answer.series`. */
  previousSeries: SeriesPoint[];
  /** The tier table in words, with how many records lie in each tier; null where single records have no tier. */
  tiers: { tier: Tier; text: string; count: number | null; share: number | null }[];
  /** For rates and frequency: how many records each tier would take in this window; null where it has no numbers of its own. */
  tierCounts: Record<Tier, CountRange | null> | null;
  bands: TierBand[];
  benchmarkNote: string | null;
  /** Lead time and time to restore: bars that double in width; empty for the others. */
  distribution: DistributionBar[];
  /** Services with a value, the ones that need attention first. */
  ranking: RankedService[];
  /** Lead time only. */
  stages: LeadStages | null;
  /** Deployment frequency and change failure rate: incidents detected in the window, oldest first, at most 500. */
  incidents: IncidentMark[];
};

export type RecordsView = PageQuery<RecordsQuery> & {
  metric: Metric;
  items: MetricRecord[];
  nextCursor: string | null;
  counts: RecordCounts;
  /** How many records this list has on all its pages. */
  listed: number;
  /** Private incidents that count with them and that this reader may not see, whatever is searched for. */
  hidden: number;
};

function requireReader(actor: UserActor): void {
  if (!can(actor, 'metrics:read')) throw new ForbiddenError('Ask an administrator for a role that sees the metrics.');
}

function viewOf({ query, ignored, answer }: PageQuery<MetricsQuery> & DoraReading): DoraView {
  return { query, ignored, answer, apiSearch: apiSearch(query) };
}

/** The overview: four cards, incidents on the time axis, and where it hurts. */
export async function loadOverview(actor: UserActor, search: Search): Promise<Overview> {
  requireReader(actor);
  const read = await readTolerantly(readPageQuery(search), async (page) => {
    const [dora, rates] = await Promise.all([readDora(page.query), readFailureRates(actor, page.query)]);
    return { ...page, ...dora, rates };
  });
  const incidents = await readIncidentMarks(actor, read.scope, read.window);
  return { ...viewOf(read), incidents, services: failing(read.rates, read.query) };
}

/** Services by change failure rate, highest first; equal ones by name. */
function failing(rates: FailureRate[], { benchmark }: MetricsQuery): RankedService[] {
  const rows = rates.map(({ service, team, failed, deployments }) => {
    const value = failed / deployments;
    const tier = tierOf('change_failure_rate', value, benchmark);
    return { service, team, value, tier, numerator: failed, denominator: deployments };
  });
  return rows.sort((a, b) => b.value - a.value || (a.service < b.service ? -1 : 1));
}

/** The page of one metric; null when there is no such metric. */
export async function loadMetric(actor: UserActor, slug: string, search: Search): Promise<MetricView | null> {
  requireReader(actor);
  const metric = metricOfSlug(slug);
  if (!metric) return null;
  const read = await readTolerantly(readPageQuery(search), async (page) => ({
    ...page,
    ...(await readDoraAndWhy(metric, page.query)),
  }));
  const { query, scope, window, answer, why } = read;
  const { from, to, tz } = answer.previous.window;
  const { range: _range, ...unranged } = query;
  const isSpan = metric.id === 'lead_time' || metric.id === 'time_to_restore';
  const hasMarks = metric.id === 'deployment_frequency' || metric.id === 'change_failure_rate';
  const [before, services, spread, stages, incidents] = await Promise.all([
    readDora({ ...unranged, from, to, tz, granularity: answer.granularity }),
    readServiceMetrics(actor, query),
    isSpan
      ? readDistribution(metric.id === 'lead_time' ? 'lead_time' : 'time_to_restore', scope, window, query.benchmark)
      : null,
    metric.id === 'lead_time' ? readLeadStages(scope, window) : null,
    hasMarks ? readIncidentMarks(actor, scope, window) : [],
  ]);
  return {
    ...viewOf(read),
    metric,
    why,
    previousSeries: before.answer.series,
    tiers: tierTable(metric.id, query.benchmark).map((row) => ({ ...row, ...shareOf(row.tier, spread) })),
    tierCounts: tierCounts(metric.id, query.benchmark, why[query.definition].denominator.count),
    bands: tierBands(metric.id, query.benchmark),
    benchmarkNote: benchmarkNotes[query.benchmark],
    distribution: spread?.bars ?? [],
    ranking: rank(services.services, metric, query),
    stages,
    incidents,
  };
}

function shareOf(tier: Tier, spread: Distribution | null): { count: number | null; share: number | null } {
  if (!spread) return { count: null, share: null };
  const total = spread.bars.reduce((sum, bar) => sum + bar.count, 0);
  const count = spread.tiers[tier] ?? 0;
  return { count, share: total === 0 ? null : count / total };
}

/** Services that have a value, worst first; equal ones by name. */
function rank(services: ServiceMetrics[], metric: Metric, { definition }: MetricsQuery): RankedService[] {
  const rows = services.flatMap((row): RankedService[] => {
    const value = headlineOf(row, metric.id, definition);
    return value === null ? [] : [{ service: row.service, team: row.team, value, ...countsOf(row, metric.id) }];
  });
  const sign = metric.better === 'lower' ? -1 : 1;
  return rows.sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)) || (a.service < b.service ? -1 : 1));
}

function countsOf(row: ServiceMetrics, metric: MetricId): Pick<RankedService, 'tier' | 'numerator' | 'denominator'> {
  switch (metric) {
    case 'deployment_frequency':
      return {
        tier: row.deployment_frequency.tier,
        numerator: null,
        denominator: row.deployment_frequency.deployments,
      };
    case 'lead_time':
      return { tier: row.lead_time.tier, numerator: null, denominator: row.lead_time.changes };
    case 'time_to_restore':
      return { tier: row.time_to_restore.tier, numerator: null, denominator: row.time_to_restore.incidents };
    case 'change_failure_rate':
      return {
        tier: row.change_failure_rate.tier,
        numerator: row.change_failure_rate.failed,
        denominator: row.change_failure_rate.deployments,
      };
    case 'rework_rate':
      return { tier: null, numerator: row.rework_rate.reworked, denominator: row.rework_rate.deployments };
  }
}

/** A page of the records behind a metric; null when there is no such metric. */
export async function loadRecords(actor: UserActor, slug: string, search: Search): Promise<RecordsView | null> {
  requireReader(actor);
  const metric = metricOfSlug(slug);
  if (!metric) return null;
  const page = readSearch(recordsQuery, search);
  if (!partsOf(metric.id).includes(page.query.part)) {
    page.query.part = 'counted';
    page.ignored.push('part');
  }
  return readTolerantly(page, async ({ query, ignored }) => {
    const [{ items, next_cursor }, { counts, listed, hidden }] = await Promise.all([
      readRecords(actor, metric.id, query),
      countRecords(actor, metric.id, query),
    ]);
    return { metric, query, ignored, items, nextCursor: next_cursor, counts, listed, hidden };
  });
}
