import { z } from 'zod';
import { environmentName, teamName } from '@/lib/catalog/schema';
import { parseInstant, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, pageSchema, repeatable } from '@/lib/core/paging';
import { isDate, isZone } from '@/lib/core/time';

export const metricIds = [
  'deployment_frequency',
  'lead_time',
  'time_to_restore',
  'change_failure_rate',
  'rework_rate',
] as const;
export type MetricId = (typeof metricIds)[number];
export const definitionIds = ['handbook', 'dora'] as const;
export type DefinitionId = (typeof definitionIds)[number];
export const benchmarkIds = ['handbook', 'dora-2023', 'dora-2024', 'dora-quickcheck-2025'] as const;
export type BenchmarkId = (typeof benchmarkIds)[number];
export const granularities = ['day', 'week', 'month'] as const;
export type Granularity = (typeof granularities)[number];
export const tierIds = ['elite', 'high', 'medium', 'low'] as const;
export type Tier = (typeof tierIds)[number];
export const ranges = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 } as const;
export type Range = keyof typeof ranges;

/** An edge of a window: an instant, or a calendar date that stands for its local midnight. */
const edge = z
  .string()
  // A plus sign that nobody encoded arrives as a space.
  .transform((value) => value.replace(/ (?=\d{2}:\d{2}$)/, '+'))
  .refine((value) => isDate(value) || parseInstant(value) !== null, {
    message: 'Use a date (2026-03-01) or an RFC 3339 time with an offset (2026-03-01T00:00:00Z).',
    abort: true,
  })
  // Before any zone is asked: calendars of other centuries have other columns, eras and offsets.
  .refine((value) => value >= '1970' && value < '9001', 'Use years from 1970 to 9000.');

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

const zone = z.string().refine(isZone, 'Use the name of a time zone, for example Europe/Berlin or UTC.');

const queryFields = {
  from: edge.optional().describe('Start: a date is local midnight of `tz`; default 30 days before `to`'),
  to: edge.optional().describe('End, exclusive; default the end of the running hour'),
  range: z
    .enum(Object.keys(ranges) as [Range, ...Range[]])
    .optional()
    .describe('Instead of from and to: this many days up to the end of the running hour'),
  tz: zone.default('UTC').describe('Reporting time zone, an IANA name'),
  service: repeatable(serviceSlug).optional(),
  team: repeatable(teamName).optional(),
  environment: repeatable(environmentName).optional().describe('Default: every environment of kind production'),
  definition: z.enum(definitionIds).default('handbook'),
  benchmark: z.enum(benchmarkIds).default('handbook'),
  exclude_bots: flag.default(false),
};

/** Query string of everything that asks for metrics. */
export const metricsQuery = z.strictObject({ ...queryFields, granularity: z.enum(granularities).optional() });
export type MetricsQuery = z.output<typeof metricsQuery>;

export const servicesQuery = z.strictObject({
  ...queryFields,
  ...pageFields,
  format: z.enum(['json', 'csv']).default('json').describe('csv: every service at once'),
});

/** `lead-time` in addresses, `lead_time` in JSON: both name the metric. */
export const metricParam = z
  .string()
  .transform((value) => value.replaceAll('-', '_'))
  .pipe(z.enum(metricIds, { error: 'There is no such metric.' }));

export const badgeQuery = z.strictObject(queryFields);

/** `lead-time.svg` in the address of a badge. */
export const badgeParam = z
  .string()
  .regex(/\.svg$/, 'Badges end with .svg.')
  .transform((value) => value.slice(0, -4))
  .pipe(metricParam);

/** What a list of records holds: a whole side of the number, or one of the counts that explain it. */
export const recordParts = [
  'counted',
  'numerator',
  'excluded',
  'all',
  // Of deployments:
  'succeeded',
  'failed',
  'rolled_back',
  'caused',
  'rollbacks',
  'hotfixes',
  'fixes',
  'rest',
  'cancelled',
  'unfinished',
  'elsewhere',
  // Of changes and incidents:
  'baseline',
  'negative',
  'bots',
  'no_cause',
] as const;
export type RecordPart = (typeof recordParts)[number];
const recordSorts = ['newest', 'oldest', 'longest', 'shortest'] as const;
export type RecordSort = (typeof recordSorts)[number];

const spanEdge = z.coerce.number().min(0).max(1e11);

export const recordsQuery = z.strictObject({
  ...queryFields,
  granularity: z.enum(granularities).optional(),
  ...pageFields,
  part: z
    .enum(recordParts)
    .default('counted')
    .describe(
      'counted: the denominator; excluded: left out, each with its reason; the others are the counts that explain a number, rest: counted, but not in the numerator',
    ),
  tier: z.enum(tierIds).optional().describe('Lead time and time to restore: only what lies in this tier by itself'),
  min_seconds: spanEdge.optional().describe('Lead time and time to restore: at least this long'),
  max_seconds: spanEdge.optional().describe('Lead time and time to restore: shorter than this'),
  q: text(200).optional().describe('Part of an id, title, sha, author, version or service'),
  sort: z.enum(recordSorts).default('newest').describe('longest and shortest are for lead time and time to restore'),
  format: z.enum(['json', 'csv']).default('json'),
});
export type RecordsQuery = z.output<typeof recordsQuery>;

const seconds = z.number().nullable();
const count = z.int().min(0);
const metricStates = ['ok', 'no_source', 'no_data', 'no_incidents'] as const;
export type MetricState = (typeof metricStates)[number];
const state = z.enum(metricStates);
export const tier = z.enum(tierIds).nullable();
const score = z.number().nullable().optional().describe('0 to 10, with benchmark dora-quickcheck-2025 only');

export const fourMetrics = z.object({
  deployment_frequency: z.object({ per_day: z.number().nullable(), deployments: count, tier, score, state }),
  lead_time: z.object({
    median_seconds: seconds,
    p90_seconds: seconds,
    mean_seconds: seconds,
    changes: count,
    tier,
    score,
    state,
  }),
  time_to_restore: z.object({
    mean_seconds: seconds,
    median_seconds: seconds,
    p90_seconds: seconds,
    incidents: count,
    tier,
    score,
    state,
  }),
  change_failure_rate: z.object({
    rate: z.number().nullable(),
    failed: count,
    deployments: count.describe('The denominator: finished, with definition=dora those that reached production'),
    tier,
    score,
    state,
  }),
  rework_rate: z.object({ rate: z.number().nullable(), reworked: count, deployments: count, score, state }),
});
export type FourMetrics = z.infer<typeof fourMetrics>;

const excludedCounts = z.object({
  negative: count.describe('Lead times and times to restore below zero: the clocks that made them disagree'),
  baseline: count.describe('Changes of the first deployment ever seen of a service and environment'),
  bots: count.describe('Changes by bots, left out because of exclude_bots'),
});

const seriesPoint = z.object({
  start: z.string().describe('Calendar date at which the day, week or month begins'),
  deployments: count,
  failed: count,
  finished: count,
  reworked: count,
  change_failure_rate: z.number().nullable(),
  changes: count,
  lead_time_median_seconds: seconds,
  lead_time_p90_seconds: seconds,
  incidents: count,
  time_to_restore_mean_seconds: seconds,
  time_to_restore_median_seconds: seconds,
});
export type SeriesPoint = z.infer<typeof seriesPoint>;

const instantText = z.iso.datetime();
export const windowAnswer = z.object({ from: instantText, to: instantText, days: z.number(), tz: z.string() });

const quickCheckScores = z.object({
  throughput: z.number().nullable(),
  stability: z.number().nullable(),
  overall: z.number().nullable(),
});

export const doraAnswer = z.object({
  window: windowAnswer,
  definition: z.enum(definitionIds),
  benchmark: z.enum(benchmarkIds),
  granularity: z.enum(granularities),
  overall_tier: tier,
  scores: quickCheckScores.optional(),
  ...fourMetrics.shape,
  excluded: excludedCounts,
  previous: z.object({ window: windowAnswer, overall_tier: tier, ...fourMetrics.shape }),
  series: z.array(seriesPoint),
});
export type DoraAnswer = z.infer<typeof doraAnswer>;

const serviceMetrics = z.object({
  service: z.string(),
  team: z.string().nullable(),
  overall_tier: tier,
  scores: quickCheckScores.optional(),
  ...fourMetrics.shape,
  excluded: excludedCounts,
});
export type ServiceMetrics = z.infer<typeof serviceMetrics>;

export const servicesAnswer = pageSchema(serviceMetrics).extend({
  window: windowAnswer,
  definition: z.enum(definitionIds),
  benchmark: z.enum(benchmarkIds),
});

const place = { service: z.string(), environment: z.string().nullable(), url: z.string() };
const verdict = {
  numerator: z.boolean(),
  denominator: z.boolean(),
  excluded: z.string().nullable().describe('Why it is no part of the number'),
};
const deploymentRecord = z.object({
  type: z.literal('deployment'),
  id: z.string(),
  ...place,
  status: z.string(),
  version: z.string().nullable(),
  finished_at: instantText.nullable().describe('Null for what has not finished: cancelled, queued, in progress'),
  is_rollback: z.boolean(),
  is_hotfix: z.boolean(),
  caused: z.array(z.string()).describe('Incidents that name it as their cause'),
  fixed: z.array(z.string()).describe('Incidents that name it as their fix'),
  ...verdict,
});
const changeRecord = z.object({
  type: z.literal('change'),
  sha: z.string(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  author_kind: z.string(),
  change_url: z.string().nullable(),
  ...place,
  committed_at: instantText,
  merged_at: instantText.nullable(),
  finished_at: instantText,
  deployment: z.string(),
  version: z.string().nullable(),
  seconds: z.number(),
  tier,
  ...verdict,
});
const incidentRecord = z.object({
  type: z.literal('incident'),
  key: z.string(),
  title: z.string(),
  severity: z.string(),
  services: z.array(z.string()),
  environment: z.string().nullable(),
  detected_at: instantText,
  resolved_at: instantText,
  caused_by: z.string().nullable(),
  seconds: z.number(),
  tier,
  url: z.string(),
  ...verdict,
});
const metricRecord = z.discriminatedUnion('type', [deploymentRecord, changeRecord, incidentRecord]);
export type MetricRecord = z.infer<typeof metricRecord>;

export const recordsAnswer = pageSchema(metricRecord).extend({
  metric: z.enum(metricIds),
  window: windowAnswer,
  definition: z.enum(definitionIds),
  not_listed: z.int().describe('Private incidents that count with them and that you may not see'),
});
