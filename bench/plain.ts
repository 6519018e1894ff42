import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import { previousWindow, type Window } from '@/lib/metrics/model/window';
import { countedIncident, isCause, isFix } from '@/lib/metrics/queries/scope';

/**
 * The baseline: the same numbers (window, the window before, series) by plain SQL over the records, with every index that helps,
 * a materialised list of production ids, and grouping sets so that each table is read once.
 */
export async function plainDora(db: Queryable, window: Window, unit: 'day' | 'week' | 'month'): Promise<unknown[]> {
  const { from } = previousWindow(window);
  const bucket = (at: ReturnType<typeof sql>) => sql`date_trunc(${unit}, ${at} AT TIME ZONE ${window.tz})`;
  const sets = sql`GROUP BY GROUPING SETS ((is_current), (is_current, bucket))`;
  const deployments = await db.sql(sql`
    SELECT is_current, bucket, count(*) FILTER (WHERE status <> 'failed') AS reached, count(*) FILTER (WHERE status <> 'succeeded' OR cause) AS failed,
      count(*) AS finished, count(*) FILTER (WHERE status <> 'failed' AND (is_rollback OR is_hotfix OR fix)) AS reworked
    FROM (SELECT d.*, d.finished_at >= ${window.from} AS is_current, ${bucket(sql`d.finished_at`)} AS bucket, ${isCause} AS cause, ${isFix} AS fix
      FROM deployment d JOIN environment e ON e.id = d.environment_id AND e.kind = 'production'
      WHERE d.finished_at >= ${from} AND d.finished_at < ${window.to} AND d.status IN ('succeeded', 'failed', 'rolled_back')) AS finished ${sets}`);
  const lead = await db.sql(sql`
    SELECT is_current, bucket, count(*) AS n, avg(ms) AS mean, percentile_cont(ARRAY[0.5, 0.9]::float8[]) WITHIN GROUP (ORDER BY ms) AS percentiles
    FROM (SELECT d.finished_at >= ${window.from} AS is_current, ${bucket(sql`d.finished_at`)} AS bucket,
        extract(epoch FROM d.finished_at - coalesce(c.merged_at, c.committed_at))::float8 AS ms
      FROM deployment d JOIN environment e ON e.id = d.environment_id AND e.kind = 'production'
        JOIN deployment_change l ON l.deployment_id = d.id JOIN change c ON c.id = l.change_id
      WHERE d.finished_at >= ${from} AND d.finished_at < ${window.to} AND d.status IN ('succeeded', 'rolled_back') AND NOT l.derived
        AND NOT EXISTS (
          SELECT 1 FROM deployment_change o JOIN deployment p ON p.id = o.deployment_id JOIN environment pe ON pe.id = p.environment_id
          WHERE o.change_id = l.change_id AND o.deployment_id <> d.id AND p.status IN ('succeeded', 'rolled_back') AND pe.kind = 'production'
            AND (p.finished_at, p.external_id) < (d.finished_at, d.external_id))) AS timed
    WHERE ms >= 0 ${sets}`);
  const restore = await db.sql(sql`
    SELECT is_current, bucket, count(*) AS n, avg(ms) AS mean, percentile_cont(ARRAY[0.5, 0.9]::float8[]) WITHIN GROUP (ORDER BY ms) AS percentiles
    FROM (SELECT i.resolved_at >= ${window.from} AS is_current, ${bucket(sql`i.resolved_at`)} AS bucket,
        extract(epoch FROM i.resolved_at - i.detected_at)::float8 AS ms
      FROM incident i WHERE i.resolved_at >= ${from} AND i.resolved_at < ${window.to} AND ${countedIncident}) AS restored
    WHERE ms >= 0 ${sets}`);
  return [deployments, lead, restore];
}
