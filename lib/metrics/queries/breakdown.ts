import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Breakdown } from '../model/why';
import type { Window } from '../model/window';
import { countedIncident, deploymentScope, incidentScope, isFix, serviceScope } from './scope';
import type { LeadQuery } from './spans';

/** The counts of an explanation in a window. */
export async function readBreakdown(query: LeadQuery, window: Window): Promise<Breakdown> {
  const inScope = deploymentScope(query.environments);
  const hasReached = sql`${inScope} AND d.status IN ('succeeded', 'rolled_back')`;
  const [row] = await readSql<Breakdown>(sql`
    SELECT count(*) FILTER (WHERE ${inScope} AND d.status = 'cancelled')::int AS cancelled,
      count(*) FILTER (WHERE ${inScope} AND d.status IN ('queued', 'in_progress'))::int AS unfinished,
      count(*) FILTER (WHERE NOT (${inScope}) AND d.status IN ('succeeded', 'failed', 'rolled_back'))::int AS elsewhere,
      count(*) FILTER (WHERE ${hasReached} AND d.is_rollback)::int AS rollbacks,
      count(*) FILTER (WHERE ${hasReached} AND d.is_hotfix AND NOT d.is_rollback)::int AS hotfixes,
      count(*) FILTER (WHERE ${hasReached} AND NOT d.is_hotfix AND NOT d.is_rollback AND ${isFix})::int AS fixes,
      (SELECT count(*)::int FROM incident i WHERE i.resolved_at >= ${window.from} AND i.resolved_at < ${window.to}
        AND ${countedIncident} AND ${incidentScope(query)} AND i.caused_by_id IS NULL) AS causeless
    FROM deployment d WHERE d.ordered_at >= ${window.from} AND d.ordered_at < ${window.to} ${serviceScope(query.services, sql`d.service_id`)}`);
  return row ?? { cancelled: 0, unfinished: 0, elsewhere: 0, rollbacks: 0, hotfixes: 0, fixes: 0, causeless: 0 };
}
