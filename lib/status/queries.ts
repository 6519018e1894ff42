import sql from 'sql-template-tag';
import { sha256 } from '@/lib/core/ids';
import { readSql } from '@/lib/db/pool';
import { updateWords } from '@/lib/notifications/model/message';
import type { UpdateRow } from './model/view';

type Row = { incidentId: number; seq: number; status: string; at: Date; payload: Record<string, unknown> };

/**
 * What was posted as public, of incidents that are open to all and no exercise: every update of those that go on, and of those whose
 * last 30 days have one. Titles, names and services are not read at all. What was hidden or redacted is gone.
 */
export async function listPublicUpdates(since: Date): Promise<UpdateRow[]> {
  const rows = await readSql<Row>(sql`
    SELECT e.incident_id AS "incidentId", e.seq, i.status, e.occurred_at AS at, e.payload
    FROM incident_event e JOIN incident i ON i.id = e.incident_id
    WHERE e.kind = 'update_posted' AND e.audience = 'public' AND e.payload IS NOT NULL
      AND i.kind = 'real' AND i.visibility = 'open'
      AND (i.status IN ('triage', 'investigating', 'identified', 'mitigating', 'mitigated') OR i.id IN (
        SELECT r.incident_id FROM incident_event r
        WHERE r.kind = 'update_posted' AND r.audience = 'public' AND r.occurred_at >= ${since}))
      AND NOT coalesce((
        SELECT (h.payload->>'hidden')::boolean FROM incident_event h
        WHERE h.incident_id = e.incident_id AND h.seq > e.seq AND h.kind = 'event_hidden' AND h.payload->>'target_seq' = e.seq::text
        ORDER BY h.seq DESC LIMIT 1), false)
    ORDER BY e.occurred_at DESC, e.incident_id, e.seq DESC LIMIT 500`);
  return rows.map(({ incidentId, seq, status, at, payload }) => ({
    id: opaque(`${incidentId}:${seq}`),
    incident: opaque(`${incidentId}`),
    status,
    at: at.toISOString(),
    ...updateWords(payload),
  }));
}

/** A name for outsiders that counts nothing. */
function opaque(name: string): string {
  return `u${sha256(`status:${name}`).toString('hex').slice(0, 16)}`;
}
