import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import type { ReportedDeployment } from '../model/match';

/** The last 300 deployments that reached an environment, or tried to, newest first, and whether an incident names one as its cause. */
export function readReported(serviceId: number, environmentId: number): Promise<ReportedDeployment[]> {
  return primarySql<ReportedDeployment>(sql`
    WITH d AS (
      SELECT id, source_id, external_id, version, commit, status, finished_at, is_rollback,
        min(finished_at) FILTER (WHERE status IN ('succeeded', 'rolled_back'))
          OVER (ORDER BY finished_at, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS ended_at
      FROM (
        SELECT * FROM deployment
        WHERE service_id = ${serviceId} AND environment_id = ${environmentId} AND finished_at IS NOT NULL
          AND status IN ('succeeded', 'rolled_back', 'failed')
        ORDER BY finished_at DESC, id DESC LIMIT 300) AS latest)
    SELECT d.id, d.external_id AS "externalId", d.source_id AS "sourceId", d.version, d.commit, d.status, d.finished_at AS "finishedAt",
      d.ended_at AS "endedAt", d.is_rollback AS "isRollback",
      EXISTS (SELECT 1 FROM incident i WHERE i.caused_by_id = d.id AND i.kind = 'real'
        AND i.status NOT IN ('declined', 'cancelled', 'merged')) AS "causedIncident"
    FROM d ORDER BY d.finished_at DESC, d.id DESC`);
}
