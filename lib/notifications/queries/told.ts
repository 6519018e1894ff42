import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Told } from '../model/plan';

/** What was sent, or is about to be, about an incident. What was withdrawn before anybody tried to send it told nobody anything. */
export function readTold(db: Queryable, incidentId: number): Promise<Told[]> {
  return db.sql<Told>(sql`
    SELECT channel_id AS "channelId", recipient, urgency, step, coalesce(event_seq, 0) AS seq
    FROM outbox WHERE incident_id = ${incidentId} AND NOT (state = 'superseded' AND attempts = 0)
    ORDER BY created_at, id LIMIT 5000`);
}

/** Rows of the log `e` in which somebody takes an incident on (`isAcknowledgement` of the model). */
export const acknowledging = sql`(e.kind = 'acknowledged' OR (e.kind = 'role_accepted' AND e.payload->>'seat' = 'commander'))`;

/** Did somebody take the incident on before row `seq` of its log, and was it not re-opened since? */
export async function wasAcknowledged(db: Queryable, incidentId: number, seq: number): Promise<boolean> {
  const rows = await db.sql(sql`
    SELECT 1 FROM incident_event e
    WHERE e.incident_id = ${incidentId} AND e.seq < ${seq} AND ${acknowledging} AND e.seq > coalesce((
      SELECT max(r.seq) FROM incident_event r
      WHERE r.incident_id = ${incidentId} AND r.seq < ${seq} AND r.kind = 'status_changed'
        AND r.payload->>'to' = 'investigating' AND r.payload->>'from' IN ('mitigated', 'resolved', 'closed')), 0)
    LIMIT 1`);
  return rows.length > 0;
}
