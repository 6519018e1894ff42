import sql, { empty } from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Window } from '../model/window';
import { arrivalScope, serviceScope } from './scope';
import type { LeadQuery } from './spans';

/** Mean seconds of the stages of a change; means, because means add up. */
export type Stages = {
  service: string | null;
  changes: number;
  commitToMergeSeconds: number;
  /** Until the deployment began; where its begin is not known, until it finished. */
  mergeToDeploySeconds: number;
  deployRunSeconds: number;
  totalSeconds: number;
};
export type LeadStages = { all: Stages; services: Stages[] };

const most = 3;

/** Stages of the changes that arrived in the window, for all and for the three slowest services. Null when none has its times in order. */
export async function readLeadStages(query: LeadQuery, window: Window): Promise<LeadStages | null> {
  const run = sql`coalesce(extract(epoch FROM d.finished_at - d.started_at)::float8, 0)`;
  const rows = await readSql<Stages>(sql`
    SELECT CASE WHEN grouping(a.service_id) = 0 THEN max(s.slug) END AS service, count(*)::int AS changes,
      avg(a.commit_ms - a.merge_ms)::float8 / 1000 AS "commitToMergeSeconds",
      avg(a.merge_ms)::float8 / 1000 - avg(least(${run}, a.merge_ms::float8 / 1000)) AS "mergeToDeploySeconds",
      avg(least(${run}, a.merge_ms::float8 / 1000)) AS "deployRunSeconds", avg(a.commit_ms)::float8 / 1000 AS "totalSeconds"
    FROM arrival a JOIN deployment d ON d.id = a.deployment_id JOIN service s ON s.id = a.service_id
    WHERE a.finished_at >= ${window.from} AND a.finished_at < ${window.to} AND ${arrivalScope(query.environments)}
      ${serviceScope(query.services, sql`a.service_id`)} ${query.excludeBots ? sql`AND NOT a.is_bot` : empty}
      AND NOT a.is_baseline AND a.merge_ms >= 0 AND a.commit_ms >= a.merge_ms
    GROUP BY GROUPING SETS ((), (a.service_id)) ORDER BY grouping(a.service_id) DESC, "totalSeconds" DESC LIMIT ${most + 1}`);
  const [all, ...services] = rows;
  return all && all.changes > 0 ? { all, services } : null;
}
