import sql, { type Sql } from 'sql-template-tag';
import { arrivalScope, deploymentScope, type EnvironmentScope, isCause, isFix, serviceScope } from './scope';

/** How the roll-ups count, for whoever writes them and whoever reads days that have none. */

/** What is counted of finished deployments `f`. */
export const deploymentCounts = sql`
  count(*) FILTER (WHERE f.status = 'succeeded')::int AS succeeded,
  count(*) FILTER (WHERE f.status = 'failed')::int AS failed,
  count(*) FILTER (WHERE f.status = 'rolled_back')::int AS "rolledBack",
  count(*) FILTER (WHERE f.status = 'succeeded' AND f.is_cause)::int AS caused,
  count(*) FILTER (WHERE f.status <> 'failed' AND (f.is_rollback OR f.is_hotfix OR f.is_fix))::int AS reworked`;

/** A part of time by its instants: a local day, or what the edge of a window leaves of one. */
export type Day = { startsAt: Date; endsAt: Date };

/**
 * Days (ascending, apart) as SQL. Records are read by few long ranges, the stretches without a gap, and put into their day by a
 * binary search: one range for each day would make the planner read the whole table (measured at 730 days: 32 s against 0.1 s).
 */
function asRanges(days: Day[]) {
  const stretches: Day[] = [];
  for (const { startsAt, endsAt } of days) {
    const last = stretches.at(-1);
    if (last && last.endsAt.getTime() === startsAt.getTime()) last.endsAt = endsAt;
    else stretches.push({ startsAt, endsAt });
  }
  const starts = sql`${days.map(({ startsAt }) => startsAt)}::timestamptz[]`;
  return {
    stretches: sql`unnest(${stretches.map(({ startsAt }) => startsAt)}::timestamptz[], ${stretches.map(({ endsAt }) => endsAt)}::timestamptz[])
      AS stretch (starts_at, ends_at)`,
    dayOf: (at: Sql) => sql`width_bucket(${at}, ${starts})`,
  };
}

/** Rows (day, starts_at, ends_at) of days; `day` is the number by which the functions below group. */
export function numberedDays(days: Day[]): Sql {
  return sql`unnest(${days.map(({ startsAt }) => startsAt)}::timestamptz[], ${days.map(({ endsAt }) => endsAt)}::timestamptz[])
    WITH ORDINALITY AS numbered (starts_at, ends_at, day)`;
}

/** The finished deployments of days, with what incidents say of them. Conditions on `d` may follow. */
export function finishedDeployments(days: Day[], scope: EnvironmentScope): Sql {
  const { stretches, dayOf } = asRanges(days);
  return sql`
    SELECT ${dayOf(sql`d.finished_at`)} AS day, d.service_id, d.status, d.is_rollback, d.is_hotfix, ${isCause} AS is_cause, ${isFix} AS is_fix
    FROM ${stretches}
    JOIN deployment d ON d.finished_at >= stretch.starts_at AND d.finished_at < stretch.ends_at
      AND d.status IN ('succeeded', 'failed', 'rolled_back') AND ${deploymentScope(scope)}`;
}

/** Each arrival of days with its lead times on the wanted clocks: `values` gives rows lead(clock, ms, bucket) of an arrival `a`. */
function arrivedChanges(days: Day[], scope: EnvironmentScope, services: number[] | null, values: Sql): Sql {
  const { stretches, dayOf } = asRanges(days);
  return sql`
    SELECT ${dayOf(sql`a.finished_at`)} AS day, a.service_id, a.is_bot, a.is_baseline, lead.clock, lead.ms, lead.bucket
    FROM ${stretches}
    JOIN arrival a ON a.finished_at >= stretch.starts_at AND a.finished_at < stretch.ends_at AND ${arrivalScope(scope)}
      ${serviceScope(services, sql`a.service_id`)}
    CROSS JOIN LATERAL ${values}`;
}

type LeadSums = {
  days: Day[];
  environments: EnvironmentScope;
  services: number[] | null;
  /** What to sum up: each service, all of them as service 0, or both. */
  per: 'service' | 'all' | 'both';
  values: Sql;
};

/** Lead times of each day, service, author kind and clock: sums, exclusions and the histogram as pairs (bucket, count). */
export function leadSums({ days, environments, services, per, values }: LeadSums): Sql {
  const key = sql`day, clock, is_bot, bucket`;
  const sets = {
    service: sql`GROUP BY service_id, ${key}`,
    all: sql`GROUP BY ${key}`,
    both: sql`GROUP BY GROUPING SETS ((service_id, ${key}), (${key}))`,
  }[per];
  return sql`
    SELECT service_id, day, clock, is_bot, coalesce(sum(n) FILTER (WHERE bucket >= 0), 0)::int AS counted,
      coalesce(sum(total_ms) FILTER (WHERE bucket >= 0), 0)::bigint AS total_ms, sum(negative)::int AS negative, sum(baseline)::int AS baseline,
      coalesce(string_agg(bucket || ',' || n, ';' ORDER BY bucket) FILTER (WHERE bucket >= 0), '') AS histogram
    FROM (
      SELECT ${per === 'all' ? sql`0::bigint` : sql`coalesce(service_id, 0)`} AS service_id, ${key}, count(*) AS n, sum(ms) AS total_ms,
        count(*) FILTER (WHERE ms < 0 AND NOT is_baseline) AS negative, count(*) FILTER (WHERE is_baseline) AS baseline
      FROM (${arrivedChanges(days, environments, services, values)}) AS arrived ${sets}) AS counted
    GROUP BY 1, 2, 3, 4`;
}
