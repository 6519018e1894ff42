import sql from 'sql-template-tag';
import { z } from 'zod';
import { NotFoundError, ValidationError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import type { Tx } from '@/lib/db/transaction';
import { requireAuthority, requireAuthorship } from '../model/authority';
import type { LogEntry } from '../model/incident';
import { readOnly } from '../model/status';
import { entryChange } from '../schema/respond';
import { redactRow, requireWords } from './redact';
import { incidentOver, roomCommand, roomInput } from './room';

const amendable: readonly string[] = ['note', 'decision', 'hypothesis'];

/**
 * Amends, hides, shows, pins, unpins or redacts one row of a log, by a new row that names it; the original stays reachable. Redaction alone takes
 * its words away for good, and says so; a leaked secret goes wherever it is, so that no incident is too old for it.
 */
export const changeEntry = roomCommand({
  name: 'incident.entry',
  input: roomInput.extend({ seq: z.int().min(1), ...entryChange.shape }),
  closedFor: [],
  audited: false,
  run: async ({ tx, actor, input, locked, now }) => {
    const { id, room, incident } = locked.stored;
    if (input.do !== 'redact' && readOnly.includes(incident.status)) throw incidentOver(locked);
    const row = await findRow(tx, id, input.seq);
    const payload = { target_seq: input.seq, ...(input.reason ? { reason: input.reason } : {}) };
    const entry = (kind: string, text: string, more = {}): { log: LogEntry[] } => ({
      log: [{ kind, occurredAt: now, text, payload: { ...payload, ...more } }],
    });
    switch (input.do) {
      case 'amend': {
        const problem = timeProblem(input.occurred_at, '/occurred_at', now);
        if (problem) throw problem;
        if (!amendable.includes(row.kind))
          throw new ValidationError([{ path: '/seq', message: 'Only what a person wrote can be amended.' }]);
        requireWords(row);
        requireAuthorship(actor, row, room);
        if (input.text === undefined && !input.occurred_at)
          throw new ValidationError([{ path: '/text', message: 'Give the new words or the new time.' }]);
        // Without words only the time is another; the words stay what they are by then.
        return entry('event_amended', input.text ?? '', {
          occurred_at: input.occurred_at ?? null,
        });
      }
      case 'hide':
        requireAuthority(actor, 'hide', room);
        if (!input.reason) throw new ValidationError([{ path: '/reason', message: 'Say why it is hidden.' }]);
        if (await isSo(tx, id, input.seq, 'hidden')) return { log: [] };
        return entry('event_hidden', `Row ${input.seq} hidden`, { hidden: true });
      case 'show':
        requireAuthority(actor, 'hide', room);
        if (!(await isSo(tx, id, input.seq, 'hidden'))) return { log: [] };
        return entry('event_hidden', `Row ${input.seq} shown again`, { hidden: false });
      case 'pin':
      case 'unpin': {
        const isPinned = input.do === 'pin';
        if ((await isSo(tx, id, input.seq, 'pinned')) === isPinned) return { log: [] };
        return entry('event_pinned', `Row ${input.seq} ${input.do}ned`, { pinned: isPinned });
      }
      case 'redact':
        requireAuthority(actor, 'redact', room);
        return redactRow(tx, locked, { seq: input.seq, reason: input.reason, now });
    }
  },
});

type FoundRow = { kind: string; text: string | null; actorType: string; actorId: string | null };

async function findRow(tx: Tx, id: number, seq: number): Promise<FoundRow> {
  const [row] = await tx.sql<FoundRow>(sql`
    SELECT kind, text, actor_type AS "actorType", actor_id AS "actorId" FROM incident_event
    WHERE incident_id = ${id} AND seq = ${seq}`);
  if (!row) throw new NotFoundError(`Row ${seq} of the timeline`);
  return row;
}

/** Is a row hidden, or pinned, by what was last said of it? Of a row that was redacted, the redaction says it. */
async function isSo(tx: Tx, id: number, seq: number, what: 'hidden' | 'pinned'): Promise<boolean> {
  const [last] = await tx.sql<{ isSo: boolean }>(sql`
    SELECT (said.payload ->> ${what})::boolean AS "isSo"
    FROM incident_event e
      LEFT JOIN incident_event r ON r.incident_id = e.incident_id AND r.kind = 'event_redacted'
        AND r.payload ->> 'target_seq' = e.seq::text
      CROSS JOIN LATERAL (SELECT coalesce(e.payload, r.payload -> 'kept') AS payload) AS said
    WHERE e.incident_id = ${id} AND e.kind = ${`event_${what}`} AND said.payload ->> 'target_seq' = ${String(seq)}
    ORDER BY e.seq DESC LIMIT 1`);
  return last?.isSo ?? false;
}
