import { type BenchmarkId, type MetricId, type Tier, tierIds } from '../schema';

const hour = 3600;
const day = 86_400;

export type TierMetric = Exclude<MetricId, 'rework_rate'>;

/** Elite, high and medium in this order; what passes none of them is low. Units: per day, seconds, seconds, ratio. */
type Rules = Record<TierMetric, [elite: Rule, high: Rule, medium: Rule]>;
type Rule = { holds: (value: number) => boolean; text: string };

const rule = (holds: Rule['holds'], text: string): Rule => ({ holds, text });

const frequency: Rules['deployment_frequency'] = [
  rule((perDay) => perDay > 1, 'more than once a day'),
  rule((perDay) => perDay >= 1 / 7, 'once a day to once a week'),
  rule((perDay) => perDay >= 1 / 30, 'once a week to once in 30 days'),
];
const leadTime: Rules['lead_time'] = [
  rule((seconds) => seconds < day, 'less than 1 day'),
  rule((seconds) => seconds <= 7 * day, '1 day to 7 days'),
  rule((seconds) => seconds <= 30 * day, 'more than 7 days, up to 30'),
];

/** metrics.md, Tiers: the handbook's section 5.1 with its gaps closed and its edges made exact. */
const handbook: Rules = {
  deployment_frequency: frequency,
  lead_time: leadTime,
  time_to_restore: [
    rule((seconds) => seconds < hour, 'less than 1 hour'),
    rule((seconds) => seconds <= day, '1 hour to 1 day'),
    rule((seconds) => seconds <= 7 * day, 'more than 1 day, up to 7'),
  ],
  change_failure_rate: [
    rule((rate) => rate <= 0.15, 'at most 15 %'),
    rule((rate) => rate <= 0.3, 'more than 15 %, up to 30 %'),
    rule((rate) => rate <= 0.45, 'more than 30 %, up to 45 %'),
  ],
};

/** Cluster values of the change failure rate in per cent, elite to low: values, not ranges, and 2024's do not even ascend. */
const clusters: Partial<Record<BenchmarkId, readonly [number, number, number, number]>> = {
  'dora-2023': [5, 10, 15, 64],
  'dora-2024': [5, 20, 10, 40],
};

const nearest = (values: readonly [number, number, number, number], tier: number): Rule =>
  rule((rate) => nearestCluster(values, rate) === tier, `nearest to ${values[tier] ?? 0} %`);

/** Position of the nearest cluster value; a tie goes to the worse tier. */
function nearestCluster(values: readonly number[], rate: number): number {
  let best = 0;
  values.forEach((value, position) => {
    if (Math.abs(rate * 100 - value) <= Math.abs(rate * 100 - (values[best] ?? 0)) + 1e-9) best = position;
  });
  return best;
}

function published(year: 'dora-2023' | 'dora-2024', restore: Rules['time_to_restore']): Rules {
  const values = clusters[year] ?? [0, 0, 0, 0];
  return {
    deployment_frequency: frequency,
    lead_time: leadTime,
    time_to_restore: restore,
    change_failure_rate: [nearest(values, 0), nearest(values, 1), nearest(values, 2)],
  };
}

const tables: Record<Exclude<BenchmarkId, 'dora-quickcheck-2025'>, Rules> = {
  handbook,
  'dora-2023': published('dora-2023', [
    rule((seconds) => seconds < hour, 'less than 1 hour'),
    rule((seconds) => seconds < day, 'less than 1 day'),
    rule((seconds) => seconds <= 7 * day, '1 day to 7 days'),
  ]),
  // 2024's high and medium clusters are both "less than one day": the better one is taken.
  'dora-2024': published('dora-2024', [
    rule((seconds) => seconds < hour, 'less than 1 hour'),
    rule((seconds) => seconds < day, 'less than 1 day'),
    rule(() => false, 'less than 1 day, like high'),
  ]),
};

/** The tier of a value, null without a value or when the benchmark has none. Units as in `Rules`. */
export function tierOf(metric: MetricId, value: number | null, benchmark: BenchmarkId): Tier | null {
  if (value === null || metric === 'rework_rate' || benchmark === 'dora-quickcheck-2025') return null;
  const position = tables[benchmark][metric].findIndex(({ holds }) => holds(value));
  return position === -1 ? 'low' : (tierIds[position] ?? 'low');
}

/** The lowest of the tiers; those without one take no part. */
export function lowestTier(tiers: (Tier | null)[]): Tier | null {
  const known = tiers.filter((tier) => tier !== null).map((tier) => tierIds.indexOf(tier));
  return known.length === 0 ? null : (tierIds[Math.max(...known)] ?? null);
}

const lowTexts: Record<TierMetric, string> = {
  deployment_frequency: 'less than once in 30 days',
  lead_time: 'more than 30 days',
  time_to_restore: 'more than 7 days',
  change_failure_rate: 'more than 45 %',
};

export type TierRow = { tier: Tier; text: string };

/** The tier table of a metric in words; empty when it has no tiers. */
export function tierTable(metric: MetricId, benchmark: BenchmarkId): TierRow[] {
  if (metric === 'rework_rate' || benchmark === 'dora-quickcheck-2025') return [];
  const low =
    clusterTexts(metric, benchmark) ??
    (benchmark === 'dora-2024' && metric === 'time_to_restore' ? '1 day or more' : lowTexts[metric]);
  return [...tables[benchmark][metric].map(({ text }) => text), low].map((text, position) => ({
    tier: tierIds[position] ?? 'low',
    text,
  }));
}

function clusterTexts(metric: TierMetric, benchmark: BenchmarkId): string | null {
  const values = clusters[benchmark];
  return metric === 'change_failure_rate' && values ? `nearest to ${values[3]} %` : null;
}

export type TierBand = { tier: Tier; from: number; to: number | null };

/** Where the tiers lie on a chart's axis, lowest values first, in the metric's unit; empty where they are no ranges. */
export function tierBands(metric: MetricId, benchmark: BenchmarkId): TierBand[] {
  if (benchmark === 'dora-quickcheck-2025') return [];
  const band = (edges: number[], tiers: Tier[]): TierBand[] =>
    tiers.map((tier, position) => ({
      tier,
      from: position === 0 ? 0 : (edges[position - 1] ?? 0),
      to: edges[position] ?? null,
    }));
  const rising: Tier[] = ['elite', 'high', 'medium', 'low'];
  switch (metric) {
    case 'deployment_frequency':
      return band([1 / 30, 1 / 7, 1], ['low', 'medium', 'high', 'elite']);
    case 'lead_time':
      return band([day, 7 * day, 30 * day], rising);
    case 'time_to_restore':
      return benchmark === 'dora-2024'
        ? band([hour, day], ['elite', 'high', 'low'])
        : band([hour, day, 7 * day], rising);
    case 'change_failure_rate':
      return benchmark === 'handbook' ? band([0.15, 0.3, 0.45], rising) : [];
    case 'rework_rate':
      return [];
  }
}

export type TierCut = { seconds: number; inclusive: boolean };

/** Where one tier of a span ends and the next begins; `inclusive`: the edge itself still belongs to the better one. */
export function tierCuts(metric: 'lead_time' | 'time_to_restore', benchmark: BenchmarkId): TierCut[] {
  const cut = (seconds: number, inclusive: boolean): TierCut => ({ seconds, inclusive });
  if (benchmark === 'dora-quickcheck-2025') return [];
  if (metric === 'lead_time') return [cut(day, false), cut(7 * day, true), cut(30 * day, true)];
  if (benchmark === 'handbook') return [cut(hour, false), cut(day, true), cut(7 * day, true)];
  return benchmark === 'dora-2023'
    ? [cut(hour, false), cut(day, false), cut(7 * day, true)]
    : [cut(hour, false), cut(day, false), cut(day, false)];
}
