import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import { suspicion } from '../model/suspicion';
import type { DeployAnswer } from '../schema/room';

type Row = Omit<DeployAnswer, 'finished_at' | 'score' | 'reasons'> & {
  finished_at: Date | null;
  onset: Date;
  detectedAt: Date;
  isRollback: boolean;
  sameService: boolean;
  sameEnvironment: boolean;
  failed: boolean;
  isHotfix: boolean;
  changes: number;
};

/** How many deployments of other services are shown, at most; and among how many of the nearest they are found. */
const most = 3;
const among = 50;

/**
 * The deployments beside an incident, the most suspected first: those that its log names, by what the incident says now, and of the six hours before its onset the most
 * suspected ones of other services in its environment (of all production ones while it names none), of which nobody said anything yet.
 */
export async function readDeploys(db: Queryable, id: number): Promise<DeployAnswer[]> {
  const rows = await db.sql<Row>(sql`
    WITH i AS (
      SELECT id, environment_id, detected_at, least(started_at, detected_at) AS onset, caused_by_id, fixed_by_id, caused_by_ref, fixed_by_ref
      FROM incident WHERE id = ${id}),
    named AS (
      SELECT d.id, x.why, CASE WHEN d.id = i.caused_by_id THEN 'caused' WHEN d.id = i.fixed_by_id THEN 'fixed'
        WHEN x.verdict = 'caused' AND i.caused_by_ref IS DISTINCT FROM d.external_id THEN 'suspect'
        WHEN x.verdict = 'fixed' AND i.fixed_by_ref IS DISTINCT FROM d.external_id THEN 'dismissed' ELSE x.verdict END AS verdict
      FROM i CROSS JOIN LATERAL (
          SELECT deployment_id AS id FROM incident_deploy WHERE incident_id = i.id
          UNION SELECT named.id FROM unnest(ARRAY[i.caused_by_id, i.fixed_by_id]) AS named(id)) AS beside
        JOIN deployment d ON d.id = beside.id LEFT JOIN incident_deploy x ON x.incident_id = i.id AND x.deployment_id = d.id),
    near AS (
      SELECT d.id FROM i JOIN deployment d ON d.finished_at BETWEEN i.onset - interval '6 hours' AND i.detected_at
        JOIN environment e ON e.id = d.environment_id
      WHERE CASE WHEN i.environment_id IS NULL THEN e.kind = 'production' ELSE d.environment_id = i.environment_id END
        AND NOT d.is_rollback AND d.status IN ('succeeded', 'failed', 'rolled_back') AND NOT EXISTS (SELECT 1 FROM named n WHERE n.id = d.id)
        AND NOT EXISTS (SELECT 1 FROM incident_service x WHERE x.incident_id = i.id AND x.service_id = d.service_id)
      ORDER BY d.finished_at DESC, d.id DESC LIMIT ${among})
    SELECT d.external_id AS deployment, d.id AS key, s.slug AS service, d.version, d.finished_at, beside.verdict, beside.why,
      i.onset, i.detected_at AS "detectedAt", d.is_rollback AS "isRollback", d.status IN ('failed', 'rolled_back') AS failed, d.is_hotfix AS "isHotfix",
      (i.environment_id IS NULL OR d.environment_id = i.environment_id) AS "sameEnvironment",
      EXISTS (SELECT 1 FROM incident_service x WHERE x.incident_id = i.id AND x.service_id = d.service_id) AS "sameService",
      (SELECT count(*)::int FROM deployment_change c WHERE c.deployment_id = d.id) AS changes
    FROM i CROSS JOIN (SELECT id, verdict, why FROM named UNION ALL SELECT id, NULL, NULL FROM near) AS beside
      JOIN deployment d ON d.id = beside.id JOIN service s ON s.id = d.service_id
    ORDER BY d.ordered_at DESC, d.id DESC`);
  const answers = rows.map(toAnswer).sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  const others = answers.filter(({ verdict }) => verdict === null).slice(0, most);
  return answers.filter((answer) => answer.verdict !== null || others.includes(answer));
}

function toAnswer(row: Row): DeployAnswer {
  const { deployment, key, service, version, finished_at: at, verdict, why, onset } = row;
  const answer = { deployment, key, service, version, finished_at: at?.toISOString() ?? null, verdict, why };
  // What ended after it was noticed did not bring it; between onset and detection it was at work already.
  if (at === null || at > row.detectedAt || row.isRollback) return { ...answer, score: null, reasons: [] };
  const minutesBefore = Math.max(0, (onset.getTime() - at.getTime()) / 60_000);
  return { ...answer, ...suspicion({ ...row, minutesBefore }) };
}
