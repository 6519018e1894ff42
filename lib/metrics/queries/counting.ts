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

/** The finished deployments of each period of `asked` (alias "day"), with what incidents say of them. Conditions on `d` may follow. */
export function finishedDeployments(asked: Sql, scope: EnvironmentScope): Sql {
  return sql`
    SELECT day.*, d.service_id, d.status, d.is_rollback, d.is_hotfix, ${isCause} AS is_cause, ${isFix} AS is_fix
    FROM ${asked}
    JOIN deployment d ON d.finished_at >= day.starts_at AND d.finished_at < day.ends_at
      AND d.status IN ('succeeded', 'failed', 'rolled_back') AND ${deploymentScope(scope)}`;
}

type LeadSums = {
  asked: Sql;
  environments: EnvironmentScope;
  /** SQL expression over arrival `a`: what to group by. */
  service: Sql;
  services: number[] | null;
  /** Rows lead(ms, bucket) of one arrival. */
  values: Sql;
};

/** Lead times of each period, service and author kind: sums, exclusions and the histogram as pairs (bucket, count). */
export function leadSums({ asked, environments, service, services, values }: LeadSums): Sql {
  return sql`
    SELECT "serviceId", starts_at, ends_at, is_bot, coalesce(sum(n) FILTER (WHERE bucket >= 0), 0)::int AS counted,
      coalesce(sum(total_ms) FILTER (WHERE bucket >= 0), 0)::bigint AS total_ms, sum(negative)::int AS negative, sum(baseline)::int AS baseline,
      coalesce(array_agg(ARRAY[bucket::int, n::int] ORDER BY bucket) FILTER (WHERE bucket >= 0), '{}') AS histogram
    FROM (
      SELECT ${service} AS "serviceId", day.starts_at, day.ends_at, a.is_bot, lead.bucket, count(*) AS n, sum(lead.ms) AS total_ms,
        count(*) FILTER (WHERE lead.ms < 0 AND NOT a.is_baseline) AS negative, count(*) FILTER (WHERE a.is_baseline) AS baseline
      FROM ${asked}
      JOIN arrival a ON a.finished_at >= day.starts_at AND a.finished_at < day.ends_at AND ${arrivalScope(environments)}
        ${serviceScope(services, sql`a.service_id`)}
      CROSS JOIN LATERAL ${values}
      GROUP BY 1, 2, 3, 4, 5) AS counted
    GROUP BY 1, 2, 3, 4`;
}
