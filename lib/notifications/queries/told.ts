import sql, { type Sql } from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Told } from '../model/plan';

/** What was sent, or is about to be, about an incident. What was withdrawn before anybody tried to send it told nobody anything. */
export function readTold(db: Queryable, incidentId: number): Promise<Told[]> {
  return db.sql<Told>(sql`
    SELECT channel_id AS "channelId", recipient, urgency, step, coalesce(event_seq, 0) AS seq
    FROM outbox WHERE incident_id = ${incidentId} AND NOT (state = 'superseded' AND attempts = 0)
    ORDER BY created_at, id LIMIT 5000`);
}

/**
 * Rows of the log `e` in which somebody takes an incident on (`isAcknowledgement` of the model). Whoever takes command in the very
 * transaction that opens it has called for help, not answered the call: what counts is what was recorded after row `since`.
 */
export function acknowledgesAfter(since: Sql): Sql {
  return sql`(e.kind = 'acknowledged' OR (e.kind = 'role_accepted' AND e.payload->>'seat' = 'commander'))
    AND e.seq > ${since} AND e.recorded_at > (
      SELECT b.recorded_at FROM incident_event b WHERE b.incident_id = e.incident_id AND b.seq = ${since})`;
}

/** Did somebody take the incident on before row `seq` of its log, since it was declared or last re-opened? */
export async function wasAcknowledged(db: Queryable, incidentId: number, seq: number): Promise<boolean> {
  const rows = await db.sql(sql`
    SELECT 1 FROM incident_event e, (
      SELECT max(r.seq) AS seq FROM incident_event r
      WHERE r.incident_id = ${incidentId} AND r.seq < ${seq} AND (r.kind = 'declared' OR (r.kind = 'status_changed'
        AND r.payload->>'to' = 'investigating' AND r.payload->>'from' IN ('mitigated', 'resolved', 'closed')))) AS opened
    WHERE e.incident_id = ${incidentId} AND e.seq < ${seq} AND ${acknowledgesAfter(sql`opened.seq`)} LIMIT 1`);
  return rows.length > 0;
}
