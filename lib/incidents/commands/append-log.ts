import sql from 'sql-template-tag';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/transaction';
import type { LogEntry } from '../model/incident';
import type { Repeatable } from './rows';

/**
 * Appends rows to logs, numbered from `after` on, and moves the incidents' `last_seq` and `head_hash` along. The caller holds the locks of
 * the incidents. What makes a write repeatable stands on its first row.
 */
export async function appendLog(
  tx: Tx,
  logs: { id: number; after: number; log: LogEntry[] }[],
  actor: Actor,
  now: Date,
  repeatable?: Repeatable,
): Promise<void> {
  const rows = logs.flatMap(({ id, after, log }) => log.map((entry, index) => ({ id, seq: after + index + 1, entry })));
  if (rows.length === 0) return;
  const label = actorLabel(actor);
  const by = (actorValue: string | null, programs: string | null) =>
    rows.map(({ entry }) => (entry.isAutomatic ? programs : actorValue));
  const first = (value: string | null) => rows.map((_row, index) => (index === 0 ? value : null));
  await tx.sql(sql`
    WITH added AS (
      INSERT INTO incident_event (incident_id, seq, kind, occurred_at, recorded_at, actor_type, actor_id, actor_name, text, payload, audience,
        idem_key, body_hash)
      SELECT incident_id, seq, kind, occurred_at, ${now}, actor_type, actor_id, actor_name, text, payload, audience, idem_key,
        decode(body_hash, 'hex')
      FROM unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.seq)}::int[], ${rows.map((row) => row.entry.kind)}::text[],
        ${rows.map((row) => row.entry.occurredAt.toISOString())}::timestamptz[], ${rows.map((row) => row.entry.text)}::text[],
        ${rows.map((row) => JSON.stringify(row.entry.payload))}::jsonb[], ${rows.map((row) => row.entry.audience ?? 'internal')}::text[],
        ${first(repeatable?.idemKey ?? null)}::text[], ${first(repeatable?.bodyHash.toString('hex') ?? null)}::text[],
        ${by(label.type, 'system')}::text[], ${by(label.id, null)}::text[], ${by(label.name, 'Fairlead')}::text[])
        AS e(incident_id, seq, kind, occurred_at, text, payload, audience, idem_key, body_hash, actor_type, actor_id, actor_name)
      RETURNING incident_id, seq, hash)
    UPDATE incident i SET last_seq = head.seq, head_hash = head.hash, updated_at = ${now}
    FROM (SELECT DISTINCT ON (incident_id) incident_id, seq, hash FROM added ORDER BY incident_id, seq DESC) AS head
    WHERE i.id = head.incident_id`);
}
