import sql, { empty, join, type Sql } from 'sql-template-tag';
import { tierCuts } from '../model/tiers';
import { type MetricId, type RecordPart, type RecordsQuery, tierIds } from '../schema';
import { isCause, isFix } from './scope';

/**
 * Every record belongs to one part: why it counts in the numerator, why it is left out, or `rest`. The parts are disjoint and are the
 * very counts of "why is this number what it is", so that each of these counts has a list of as many records.
 */
export type PartRule = { part: RecordPart; when: Sql; reason?: string };

/** The first rule that holds gives the part; `otherwise` when none does. */
export function partOf(rules: PartRule[], otherwise: RecordPart): Sql {
  return sql`CASE ${join(
    rules.map(({ when, part }) => sql`WHEN ${when} THEN ${part}`),
    ' ',
  )} ELSE ${otherwise} END`;
}

/** Why a record of column `part` is no part of the number; null when it is. */
export function reasonOf(rules: PartRule[]): Sql {
  const cases = rules.flatMap(({ part, reason }) => (reason ? [sql`WHEN ${part} THEN ${reason}`] : []));
  return cases.length === 0 ? sql`NULL::text` : sql`CASE part ${join(cases, ' ')} END`;
}

/** SQL condition that one of these parts is the record's. */
export function isPart(parts: RecordPart[]): Sql {
  return sql`part = ANY(${parts}::text[])`;
}

const out = {
  unfinished: 'it has not finished',
  cancelled: 'it was cancelled',
  elsewhere: 'its environment is not part of this number',
  failed: 'it never reached production',
} as const;

/** The parts of deployments `d`, of which only `isCounting` look like finished ones of the scope. */
export function deploymentRules(metric: MetricId, inScope: Sql, countsFailed: boolean): PartRule[] {
  const failed: PartRule = {
    part: 'failed',
    when: sql`d.status = 'failed'`,
    ...(countsFailed ? {} : { reason: out.failed }),
  };
  const common: PartRule[] = [
    { part: 'unfinished', when: sql`d.status IN ('queued', 'in_progress')`, reason: out.unfinished },
    { part: 'cancelled', when: sql`d.status = 'cancelled'`, reason: out.cancelled },
    { part: 'elsewhere', when: sql`NOT (${inScope})`, reason: out.elsewhere },
    failed,
  ];
  const rolledBack: PartRule = { part: 'rolled_back', when: sql`d.status = 'rolled_back'` };
  switch (metric) {
    case 'change_failure_rate':
      return [...common, rolledBack, { part: 'caused', when: isCause }];
    case 'rework_rate':
      return [
        ...common,
        { part: 'rollbacks', when: sql`d.is_rollback` },
        { part: 'hotfixes', when: sql`d.is_hotfix` },
        { part: 'fixes', when: isFix },
      ];
    default:
      return [...common, rolledBack, { part: 'succeeded', when: sql`true` }];
  }
}

/** Which parts make the numerator of a metric of deployments. */
export function numeratorParts(metric: MetricId, countsFailed: boolean): RecordPart[] {
  switch (metric) {
    case 'change_failure_rate':
      return countsFailed ? ['failed', 'rolled_back', 'caused'] : ['rolled_back', 'caused'];
    case 'rework_rate':
      return ['rollbacks', 'hotfixes', 'fixes'];
    default:
      return ['succeeded', 'rolled_back'];
  }
}

/** Do lists of this part hold more than the finished deployments of the scope? */
export function isWide(part: RecordPart): boolean {
  return ['excluded', 'all', 'cancelled', 'unfinished', 'elsewhere'].includes(part);
}

/** SQL condition on a record: this query lists it. `search`: the text in which `q` is looked for. */
export function listed(metric: MetricId, query: RecordsQuery, search: Sql): Sql {
  const sides: Partial<Record<RecordPart, Sql>> = {
    counted: sql`denominator`,
    numerator: sql`numerator`,
    excluded: sql`NOT denominator`,
    all: sql`true`,
  };
  const found = query.q ? sql`AND strpos(lower(${search}), lower(${query.q})) > 0` : empty;
  return sql`${sides[query.part] ?? isPart([query.part])} ${found} ${spanFilter(metric, query)}`;
}

/** Conditions on the span of a change or an incident; edges in whole milliseconds, as spans are. */
function spanFilter(metric: MetricId, { tier, benchmark, min_seconds, max_seconds }: RecordsQuery): Sql {
  if (metric !== 'lead_time' && metric !== 'time_to_restore') return empty;
  const least = min_seconds === undefined ? empty : sql`AND ms >= ${Math.round(min_seconds * 1000)}`;
  const below = max_seconds === undefined ? empty : sql`AND ms < ${Math.round(max_seconds * 1000)}`;
  return sql`${least} ${below} ${tier ? sql`AND ms >= 0 AND ${tierPlace(metric, benchmark)} = ${tierIds.indexOf(tier)}` : empty}`;
}

/** SQL expression: place of a span's tier (0 elite … 3 low); −1 where the benchmark has no tiers. */
export function tierPlace(metric: 'lead_time' | 'time_to_restore', benchmark: RecordsQuery['benchmark']): Sql {
  const steps = tierCuts(metric, benchmark).map(({ seconds, inclusive }) =>
    inclusive ? sql`(ms > ${seconds * 1000})::int` : sql`(ms >= ${seconds * 1000})::int`,
  );
  return steps.length > 0 ? sql`(${join(steps, ' + ')})` : sql`-1`;
}
