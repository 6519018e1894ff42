import sql, { type Sql } from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { CountedAt } from '@/lib/metrics/commands';
import type { Link } from './changes';

/**
 * Recomputes when these changes first arrived in each environment (metrics.md, fine points 1 to 3), from the records, and writes
 * the rows that differ. The caller holds the locks of the changes, so that nobody else links or recounts them meanwhile.
 * Answers the hours that changed.
 */
export async function recountArrivals(tx: Tx, changeIds: number[]): Promise<CountedAt[]> {
  if (changeIds.length === 0) return [];
  return tx.sql<CountedAt>(recount(sql`SELECT DISTINCT id AS change_id FROM unnest(${changeIds}::bigint[]) AS id`));
}

/**
 * Of these links, the changes whose arrival the deployment makes or moves: there is none so far in its environment, or it is
 * earlier. The others need no recount, however many deployments carry them.
 */
export async function earlierArrivals(tx: Tx, links: Link[]): Promise<number[]> {
  if (links.length === 0) return [];
  const rows = await tx.sql<{ id: number }>(sql`
    SELECT DISTINCT link.change_id AS id
    FROM unnest(${links.map((link) => link.deploymentId)}::bigint[], ${links.map((link) => link.changeId)}::bigint[])
      AS link(deployment_id, change_id)
      JOIN deployment d ON d.id = link.deployment_id
      LEFT JOIN arrival a ON a.change_id = link.change_id AND a.environment_id = d.environment_id
      LEFT JOIN deployment present ON present.id = a.deployment_id
    WHERE a.change_id IS NULL
      OR (d.finished_at, d.external_id, d.id) < (a.finished_at, present.external_id, present.id)`);
  return rows.map((row) => row.id);
}

/**
 * Arrivals of changes that nothing but this one deployment carries and that have none so far; the deployment reached its
 * environment, and its caller listed them. The same rows as a recount would give. Answers the hours that changed.
 */
export async function addFirstArrivals(tx: Tx, links: Link[]): Promise<CountedAt[]> {
  if (links.length === 0) return [];
  return tx.sql<CountedAt>(sql`
    WITH computed AS (
      SELECT c.id AS change_id, d.environment_id, d.service_id, d.id AS deployment_id, d.finished_at,
        e.kind = 'production' AS first_in_production, c.author_kind = 'bot' AS is_bot,
        (extract(epoch FROM d.finished_at - coalesce(c.merged_at, c.committed_at)) * 1000)::bigint AS merge_ms,
        (extract(epoch FROM d.finished_at - c.committed_at) * 1000)::bigint AS commit_ms
      FROM unnest(${links.map((link) => link.deploymentId)}::bigint[], ${links.map((link) => link.changeId)}::bigint[])
        AS link(deployment_id, change_id)
        JOIN deployment d ON d.id = link.deployment_id JOIN environment e ON e.id = d.environment_id JOIN change c ON c.id = link.change_id),
    written AS (
      INSERT INTO arrival (change_id, environment_id, service_id, deployment_id, finished_at, first_in_production, is_bot,
        is_baseline, merge_ms, commit_ms, merge_bucket, commit_bucket)
      SELECT change_id, environment_id, service_id, deployment_id, finished_at, first_in_production, is_bot, false, merge_ms,
        commit_ms, lead_bucket(merge_ms), lead_bucket(commit_ms) FROM computed
      RETURNING service_id, finished_at)
    SELECT DISTINCT service_id AS "serviceId", finished_at AS at FROM written`);
}

/**
 * Recomputes the arrivals of every change that ever came to an environment: its kind changed, and with it what counts as
 * production. Takes the locks itself. Answers the hours that changed.
 */
export async function recomputeArrivals(tx: Tx, { environmentId }: { environmentId: number }): Promise<CountedAt[]> {
  const changes = sql`SELECT DISTINCT change_id FROM arrival WHERE environment_id = ${environmentId}`;
  await tx.sql(sql`
    SELECT count(*) FROM (SELECT id FROM change WHERE id IN (${changes}) ORDER BY service_id, sha FOR NO KEY UPDATE) AS locked`);
  return tx.sql<CountedAt>(recount(changes));
}

function recount(changes: Sql): Sql {
  return sql`
    WITH touched AS MATERIALIZED (${changes}),
    first_per_environment AS (
      SELECT DISTINCT ON (l.change_id, d.environment_id)
        l.change_id, d.environment_id, d.service_id, d.id AS deployment_id, d.external_id, d.finished_at, l.derived,
        e.kind = 'production' AS in_production
      FROM touched t JOIN deployment_change l ON l.change_id = t.change_id JOIN deployment d ON d.id = l.deployment_id
        JOIN environment e ON e.id = d.environment_id
      WHERE d.status IN ('succeeded', 'rolled_back')
      ORDER BY l.change_id, d.environment_id, d.finished_at, d.external_id, d.id),
    ranked AS (
      SELECT f.*, in_production AND row_number() OVER (
          PARTITION BY change_id, in_production ORDER BY finished_at, external_id, deployment_id) = 1 AS first_in_production,
        derived AND NOT EXISTS (
          SELECT 1 FROM deployment earlier
          WHERE earlier.service_id = f.service_id AND earlier.environment_id = f.environment_id
            AND earlier.status IN ('succeeded', 'failed', 'rolled_back')
            AND (earlier.finished_at, earlier.external_id, earlier.id) < (f.finished_at, f.external_id, f.deployment_id)) AS is_baseline
      FROM first_per_environment f),
    computed AS (
      SELECT r.change_id, r.environment_id, r.service_id, r.deployment_id, r.finished_at, r.first_in_production,
        c.author_kind = 'bot' AS is_bot, r.is_baseline,
        (extract(epoch FROM r.finished_at - coalesce(c.merged_at, c.committed_at)) * 1000)::bigint AS merge_ms,
        (extract(epoch FROM r.finished_at - c.committed_at) * 1000)::bigint AS commit_ms
      FROM ranked r JOIN change c ON c.id = r.change_id),
    wanted AS (
      SELECT computed.*, CASE WHEN is_baseline THEN -1 ELSE lead_bucket(merge_ms) END AS merge_bucket,
        CASE WHEN is_baseline THEN -1 ELSE lead_bucket(commit_ms) END AS commit_bucket
      FROM computed),
    differing AS (
      SELECT w.* FROM wanted w LEFT JOIN arrival p USING (change_id, environment_id)
      WHERE (w.deployment_id, w.finished_at, w.first_in_production, w.is_bot, w.is_baseline, w.merge_ms, w.commit_ms) IS DISTINCT FROM
        (p.deployment_id, p.finished_at, p.first_in_production, p.is_bot, p.is_baseline, p.merge_ms, p.commit_ms)),
    written AS (
      INSERT INTO arrival (change_id, environment_id, service_id, deployment_id, finished_at, first_in_production, is_bot,
        is_baseline, merge_ms, commit_ms, merge_bucket, commit_bucket)
      SELECT change_id, environment_id, service_id, deployment_id, finished_at, first_in_production, is_bot, is_baseline,
        merge_ms, commit_ms, merge_bucket, commit_bucket FROM differing
      ON CONFLICT (change_id, environment_id) DO UPDATE SET deployment_id = excluded.deployment_id,
        finished_at = excluded.finished_at, first_in_production = excluded.first_in_production, is_bot = excluded.is_bot,
        is_baseline = excluded.is_baseline, merge_ms = excluded.merge_ms, commit_ms = excluded.commit_ms,
        merge_bucket = excluded.merge_bucket, commit_bucket = excluded.commit_bucket
      RETURNING change_id, environment_id, service_id, finished_at),
    gone AS (
      DELETE FROM arrival a USING touched t
      WHERE a.change_id = t.change_id
        AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.change_id = a.change_id AND w.environment_id = a.environment_id)
      RETURNING a.service_id, a.finished_at)
    SELECT service_id AS "serviceId", finished_at AS at FROM written
    UNION SELECT p.service_id, p.finished_at FROM written JOIN arrival p USING (change_id, environment_id)
    UNION SELECT service_id, finished_at FROM gone`;
}
