import sql, { empty } from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Counts, Facts, Spans } from './model/facts';
import {
  countedIncident,
  deploymentScope,
  incidentScope,
  isCause,
  isFix,
  type Scope,
  serviceScope,
} from './queries/scope';
import type { DefinitionId } from './schema';

/**
 * The twin: the facts of a period by plain SQL over deployments, changes and incidents, with neither roll-ups nor arrivals, and
 * PostgreSQL's own percentile_cont. Slow on purpose; tests and `npm run metrics:verify` hold the product's numbers against it.
 */
export type RecomputeQuery = Scope & { definition: DefinitionId; excludeBots: boolean };
type Period = { from: Date; to: Date };

export async function recomputeFacts(db: Queryable, query: RecomputeQuery, period: Period): Promise<Facts> {
  return {
    counts: await recountDeployments(db, query, period),
    lead: await recountLead(db, query, period),
    restore: await recountRestore(db, query, period),
  };
}

async function recountDeployments(
  db: Queryable,
  { services, environments }: RecomputeQuery,
  { from, to }: Period,
): Promise<Counts> {
  const [row] = await db.sql<Counts>(sql`
    SELECT count(*) FILTER (WHERE d.status = 'succeeded')::int AS succeeded, count(*) FILTER (WHERE d.status = 'failed')::int AS failed,
      count(*) FILTER (WHERE d.status = 'rolled_back')::int AS "rolledBack",
      count(*) FILTER (WHERE d.status = 'succeeded' AND ${isCause})::int AS caused,
      count(*) FILTER (WHERE d.status IN ('succeeded', 'rolled_back') AND (d.is_rollback OR d.is_hotfix OR ${isFix}))::int AS reworked
    FROM deployment d
    WHERE d.finished_at >= ${from} AND d.finished_at < ${to} AND ${deploymentScope(environments)} ${serviceScope(services, sql`d.service_id`)}`);
  if (!row) throw new Error('no counts');
  return row;
}

async function recountLead(db: Queryable, query: RecomputeQuery, { from, to }: Period): Promise<Facts['lead']> {
  const begin = query.definition === 'dora' ? sql`c.committed_at` : sql`coalesce(c.merged_at, c.committed_at)`;
  const counts = sql`NOT baseline AND ms >= 0`;
  const [row] = await db.sql<Facts['lead']>(sql`
    WITH first AS (
      SELECT DISTINCT ON (l.change_id) l.change_id, l.derived, d.*
      FROM deployment_change l JOIN deployment d ON d.id = l.deployment_id
      WHERE d.status IN ('succeeded', 'rolled_back') AND ${deploymentScope(query.environments)} ${serviceScope(query.services, sql`d.service_id`)}
      ORDER BY l.change_id, d.finished_at, d.external_id, d.id),
    timed AS (
      SELECT extract(epoch FROM f.finished_at - ${begin}) * 1000 AS ms, c.author_kind = 'bot' AS bot,
        f.derived AND NOT EXISTS (
          SELECT 1 FROM deployment e WHERE e.service_id = f.service_id AND e.environment_id = f.environment_id
            AND e.status IN ('succeeded', 'failed', 'rolled_back')
            AND (e.finished_at, e.external_id, e.id) < (f.finished_at, f.external_id, f.id)) AS baseline
      FROM first f JOIN change c ON c.id = f.change_id WHERE f.finished_at >= ${from} AND f.finished_at < ${to}),
    kept AS (SELECT * FROM timed ${query.excludeBots ? sql`WHERE NOT bot` : empty})
    SELECT count(*) FILTER (WHERE ${counts})::int AS n, coalesce(sum(ms) FILTER (WHERE ${counts}), 0)::float8 AS "totalMs",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY ms::float8) FILTER (WHERE ${counts}) AS "medianMs",
      percentile_cont(0.9) WITHIN GROUP (ORDER BY ms::float8) FILTER (WHERE ${counts}) AS "p90Ms",
      count(*) FILTER (WHERE ms < 0 AND NOT baseline)::int AS negative, count(*) FILTER (WHERE baseline)::int AS baseline,
      ${query.excludeBots ? sql`(SELECT count(*) FROM timed WHERE bot)::int` : sql`0`} AS bots
    FROM kept`);
  if (!row) throw new Error('no lead times');
  return row;
}

async function recountRestore(db: Queryable, query: RecomputeQuery, { from, to }: Period): Promise<Spans> {
  const [row] = await db.sql<Spans>(sql`
    WITH spent AS (
      SELECT extract(epoch FROM i.resolved_at - i.detected_at) * 1000 AS ms FROM incident i
      WHERE i.resolved_at >= ${from} AND i.resolved_at < ${to} AND ${countedIncident} AND ${incidentScope(query)}
        ${query.definition === 'dora' ? sql`AND i.caused_by_id IS NOT NULL` : empty})
    SELECT count(*) FILTER (WHERE ms >= 0)::int AS n, coalesce(sum(ms) FILTER (WHERE ms >= 0), 0)::float8 AS "totalMs",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY ms::float8) FILTER (WHERE ms >= 0) AS "medianMs",
      percentile_cont(0.9) WITHIN GROUP (ORDER BY ms::float8) FILTER (WHERE ms >= 0) AS "p90Ms",
      count(*) FILTER (WHERE ms < 0)::int AS negative
    FROM spent`);
  if (!row) throw new Error('no times to restore');
  return row;
}

/** One number that two ways of computing disagree about. */
export type Difference = { name: string; product: number | null; twin: number | null };

/** The numbers in which two facts differ; both work in whole milliseconds, so they must be equal to the last bit but one. */
export function differences(product: Facts, twin: Facts): Difference[] {
  const flat = ({ counts, lead, restore }: Facts) => ({
    ...counts,
    ...Object.fromEntries(Object.entries(lead).map(([name, value]) => [`lead.${name}`, value])),
    ...Object.fromEntries(Object.entries(restore).map(([name, value]) => [`restore.${name}`, value])),
  });
  const expected: Record<string, number | null> = flat(twin);
  return Object.entries(flat(product)).flatMap(([name, value]: [string, number | null]) => {
    const other = expected[name] ?? null;
    const isEqual = value === other || (value !== null && other !== null && Math.abs(value - other) < 1e-3);
    return isEqual ? [] : [{ name, product: value, twin: other }];
  });
}
