import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Breakdown } from '../model/why';
import type { Window } from '../model/window';
import { countedIncident, deploymentScope, incidentScope, serviceScope } from './scope';
import type { LeadQuery } from './spans';

/**
 * The counts of an explanation in a window in which, in the same snapshot, `reworked` deployments were rework. Most deployments are
 * in none of them, so cheap questions come first; what is rework without being a rollback or a hot-fix is a fix.
 */
export async function readBreakdown(
  db: Queryable,
  query: LeadQuery,
  window: Window,
  reworked: number,
): Promise<Breakdown> {
  const inScope = deploymentScope(query.environments);
  const hasReached = sql`d.status IN ('succeeded', 'rolled_back') AND ${inScope}`;
  const [row] = await db.sql<Omit<Breakdown, 'fixes'>>(sql`
    SELECT count(*) FILTER (WHERE d.status = 'cancelled' AND ${inScope})::int AS cancelled,
      count(*) FILTER (WHERE d.status IN ('queued', 'in_progress') AND ${inScope})::int AS unfinished,
      count(*) FILTER (WHERE d.status IN ('succeeded', 'failed', 'rolled_back') AND NOT (${inScope}))::int AS elsewhere,
      count(*) FILTER (WHERE d.is_rollback AND ${hasReached})::int AS rollbacks,
      count(*) FILTER (WHERE d.is_hotfix AND NOT d.is_rollback AND ${hasReached})::int AS hotfixes,
      (SELECT count(*)::int FROM incident i WHERE i.resolved_at >= ${window.from} AND i.resolved_at < ${window.to}
        AND ${countedIncident} AND ${incidentScope(query)} AND i.caused_by_id IS NULL) AS causeless
    FROM deployment d WHERE d.ordered_at >= ${window.from} AND d.ordered_at < ${window.to} ${serviceScope(query.services, sql`d.service_id`)}`);
  if (!row) throw new Error('a count without a row');
  return { ...row, fixes: reworked - row.rollbacks - row.hotfixes };
}
