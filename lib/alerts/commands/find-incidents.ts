import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { LockedGroup } from './alert-rows';

const active = sql`('triage', 'investigating', 'identified', 'mitigating', 'mitigated')`;

/**
 * The open incident that alerts of this group belong to: of the same service and environment, or the one that the group opened or joined
 * last; a merged one stands for what it was merged into. One that a person took over comes before one in triage, a later one before an
 * earlier one. Drills take no real alert. A private incident takes those of a group that is its own already, and begins to take none: others
 * would no longer see that it fires. Not locked.
 */
export async function findActive(tx: Tx, group: LockedGroup): Promise<number | null> {
  const { serviceId, environmentId, incidentId } = group;
  const [row] = await tx.sql<{ id: number }>(sql`
    WITH RECURSIVE found AS (
      SELECT i.id, i.status, i.merged_into_id, i.environment_id, i.kind, i.visibility, 0 AS hops
      FROM incident i
      WHERE i.id = ${incidentId}::bigint OR (i.status IN ${active} OR i.status = 'merged') AND EXISTS (
          SELECT 1 FROM incident_service x WHERE x.incident_id = i.id AND x.service_id = ${serviceId}::bigint)
        AND (i.environment_id = ${environmentId}::bigint OR i.environment_id IS NULL)
      UNION ALL
      SELECT t.id, t.status, t.merged_into_id, t.environment_id, t.kind, t.visibility, found.hops + 1
      FROM found JOIN incident t ON t.id = found.merged_into_id WHERE found.status = 'merged' AND found.hops < 10)
    SELECT id FROM found WHERE status IN ${active} AND kind = 'real' AND (visibility = 'open' OR id = ${incidentId}::bigint)
    ORDER BY visibility, (environment_id = ${environmentId}::bigint) IS TRUE DESC, status = 'triage', id DESC LIMIT 1`);
  return row?.id ?? null;
}

export type Former = { id: number; number: number; resolvedAt: Date };

/**
 * The incident that is over and that a new one of this group goes on with: where the same alert fired, or the same service and environment
 * within the last day. The latest of them.
 */
export async function findFormer(
  tx: Tx,
  { id, serviceId, environmentId }: LockedGroup,
  { sourceId, identities, now }: { sourceId: number; identities: string[]; now: Date },
): Promise<Former | null> {
  const [row] = await tx.sql<Former>(sql`
    SELECT i.id, i.number, i.resolved_at AS "resolvedAt" FROM incident i
    WHERE i.status IN ('resolved', 'closed') AND i.kind = 'real' AND i.visibility = 'open' AND i.resolved_at IS NOT NULL AND i.id IN (
      SELECT x.incident_id FROM alert a JOIN incident_alert x ON x.alert_id = a.id
      WHERE a.source_id = ${sourceId} AND a.identity = ANY(${identities}::text[]) AND a.group_id = ${id}
      UNION SELECT s.incident_id FROM incident_service s JOIN incident o ON o.id = s.incident_id
      WHERE s.service_id = ${serviceId}::bigint AND o.environment_id = ${environmentId}::bigint
        AND o.resolved_at > ${now}::timestamptz - interval '24 hours')
    ORDER BY i.resolved_at DESC, i.id DESC LIMIT 1`);
  return row ?? null;
}

export type Standing = {
  id: number;
  /** An alert opened it; and that alert was of this source. */
  byAlert: boolean;
  bySource: boolean;
  firing: number;
  total: number;
  /** Alerts that came within the last minute. */
  recent: number;
};

/** How incidents stand with their alerts. */
export async function standingOf(
  tx: Tx,
  incidentIds: number[],
  sourceId: number,
  now: Date,
): Promise<Map<number, Standing>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await tx.sql<Standing>(sql`
    SELECT x.incident_id AS id, bool_or(x.opened) AS "byAlert", bool_or(x.opened AND a.source_id = ${sourceId}) AS "bySource",
      (count(*) FILTER (WHERE a.state = 'firing'))::int AS firing, count(*)::int AS total,
      (count(*) FILTER (WHERE x.attached_at > ${now}::timestamptz - interval '1 minute'))::int AS recent
    FROM incident_alert x JOIN alert a ON a.id = x.alert_id WHERE x.incident_id = ANY(${incidentIds}::bigint[]) GROUP BY x.incident_id`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The open incidents that these alerts belong to, by alert. Not locked. */
export async function incidentsOf(tx: Tx, alertIds: number[]): Promise<{ incidentId: number; alertId: number }[]> {
  if (alertIds.length === 0) return [];
  return tx.sql(sql`
    SELECT x.incident_id AS "incidentId", x.alert_id AS "alertId" FROM incident_alert x JOIN incident i ON i.id = x.incident_id
    WHERE x.alert_id = ANY(${alertIds}::bigint[]) AND i.status IN ${active}`);
}
