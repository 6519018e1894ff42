import sql from 'sql-template-tag';
import { actorLabel } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/transaction';
import type { LogEntry } from '../model/incident';
import type { Author } from './rows';

/** How the log names the program where it wrote something by itself. */
const fairlead = actorLabel({ kind: 'system', name: 'Fairlead' });

/**
 * Appends rows to logs, numbered from `after` on, and moves the incidents' `last_seq` and `head_hash` along. The caller holds the locks of
 * the incidents. `by`: who wrote the first, the second … row of each log, and by what a repeat of that is known; the last of them wrote the
 * rows that follow too.
 */
export async function appendLog(
  tx: Tx,
  logs: { id: number; after: number; log: LogEntry[] }[],
  by: Author[],
  now: Date,
): Promise<void> {
  const labels = by.map(({ actor }) => actorLabel(actor));
  const rows = logs.flatMap(({ id, after, log }) =>
    log.map((entry, index) => {
      const author = entry.isAutomatic ? fairlead : (labels[index] ?? labels.at(-1) ?? fairlead);
      return { id, seq: after + index + 1, entry, author, repeatable: by[index]?.repeatable };
    }),
  );
  if (rows.length === 0) return;
  await tx.sql(sql`
    WITH added AS (
      INSERT INTO incident_event (incident_id, seq, kind, occurred_at, recorded_at, actor_type, actor_id, actor_name, text, payload, audience,
        idem_key, body_hash)
      SELECT incident_id, seq, kind, occurred_at, ${now}, actor_type, actor_id, actor_name, text, payload, audience, idem_key,
        decode(body_hash, 'hex')
      FROM unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.seq)}::int[], ${rows.map((row) => row.entry.kind)}::text[],
        ${rows.map((row) => row.entry.occurredAt.toISOString())}::timestamptz[], ${rows.map((row) => row.entry.text)}::text[],
        ${rows.map((row) => JSON.stringify(row.entry.payload))}::jsonb[], ${rows.map((row) => row.entry.audience ?? 'internal')}::text[],
        ${rows.map(({ repeatable }) => repeatable?.idemKey ?? null)}::text[],
        ${rows.map(({ repeatable }) => repeatable?.bodyHash.toString('hex') ?? null)}::text[],
        ${rows.map(({ author }) => author.type)}::text[], ${rows.map(({ author }) => author.id)}::text[],
        ${rows.map(({ author }) => author.name)}::text[])
        AS e(incident_id, seq, kind, occurred_at, text, payload, audience, idem_key, body_hash, actor_type, actor_id, actor_name)
      RETURNING incident_id, seq, hash)
    UPDATE incident i SET last_seq = head.seq, head_hash = head.hash, updated_at = ${now}
    FROM (SELECT DISTINCT ON (incident_id) incident_id, seq, hash FROM added ORDER BY incident_id, seq DESC) AS head
    WHERE i.id = head.incident_id`);
}
