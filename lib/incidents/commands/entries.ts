import sql from 'sql-template-tag';
import { z } from 'zod';
import { NotFoundError, ValidationError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import type { Tx } from '@/lib/db/transaction';
import { requireAuthority } from '../model/authority';
import type { LogEntry } from '../model/incident';
import { entryChange } from '../schema/respond';
import { roomCommand, roomInput } from './room';

const amendable: readonly string[] = ['note', 'decision', 'hypothesis'];
const redactable: readonly string[] = [...amendable, 'event_amended', 'update_posted'];

/**
 * Amends, hides, shows, pins, unpins or redacts one row of a log, by a new row that names it; the original stays reachable. Redaction alone takes
 * its words away for good, and says so.
 */
export const changeEntry = roomCommand({
  name: 'incident.entry',
  input: roomInput.extend({ seq: z.int().min(1), ...entryChange.shape }),
  audited: false,
  run: async ({ tx, actor, input, locked, now }) => {
    const { id, room } = locked.stored;
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
        return entry('event_hidden', `Row ${input.seq} hidden`, { hidden: true });
      case 'show':
        requireAuthority(actor, 'hide', room);
        return entry('event_hidden', `Row ${input.seq} shown again`, { hidden: false });
      case 'pin':
      case 'unpin':
        return entry('event_pinned', `Row ${input.seq} ${input.do}ned`, { pinned: input.do === 'pin' });
      case 'redact':
        requireAuthority(actor, 'redact', room);
        if (!input.reason)
          throw new ValidationError([{ path: '/reason', message: 'Say what was taken away, and why.' }]);
        if (!redactable.includes(row.kind))
          throw new ValidationError([{ path: '/seq', message: 'Only what a person wrote can be redacted.' }]);
        await tx.sql(sql`
          UPDATE incident_event SET text = NULL, payload = NULL, text_salt = NULL
          WHERE incident_id = ${id} AND (seq = ${input.seq} OR kind = 'event_amended' AND payload ->> 'target_seq' = ${String(input.seq)})`);
        // What the row did to the room goes on; only its words are gone.
        return entry(
          'event_redacted',
          `Row ${input.seq} redacted: ${input.reason}`,
          row.kind === 'update_posted' ? { kept: { next_due_at: row.payload?.next_due_at ?? null } } : {},
        );
    }
  },
});

type FoundRow = { kind: string; text: string | null; payload: Record<string, unknown> | null };

async function findRow(tx: Tx, id: number, seq: number): Promise<FoundRow> {
  const [row] = await tx.sql<FoundRow>(
    sql`SELECT kind, text, payload FROM incident_event WHERE incident_id = ${id} AND seq = ${seq}`,
  );
  if (!row) throw new NotFoundError(`Row ${seq} of the timeline`);
  return row;
}
