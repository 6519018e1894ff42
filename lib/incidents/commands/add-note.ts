import sql from 'sql-template-tag';
import { z } from 'zod';
import { appendDeliveries, sourceOf } from '@/lib/audit/deliveries';
import { NotFoundError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import { command } from '@/lib/server/command';
import type { timelineBody } from '../schema';
import { findIncident } from './find';
import { appendLog, lockIncidents } from './rows';

type Note = z.output<typeof timelineBody>;

export type NoteReceipt = {
  number: number;
  seq: number;
  kind: string;
  text: string;
  occurredAt: string;
  recordedAt: string;
};

/** Adds a note, a decision or a hypothesis to an incident's log, whatever its status. The log itself is the audit trail. */
export const addNote = command({
  name: 'incident.note',
  permission: 'incident:respond',
  // The note was parsed at the door by `timelineBody`.
  input: z.object({ key: z.string(), note: z.custom<Note>() }),
  audit: 'none',
  run: async ({ tx, actor, input: { key, note }, now, requestId = '' }): Promise<NoteReceipt> => {
    const problem = timeProblem(note.occurredAt, '/occurred_at', now);
    if (problem) throw problem;
    const id = await findIncident(tx, key, sourceOf(actor));
    const [draft] = await lockIncidents(tx, sql`i.id = ${id}`);
    if (!draft?.stored) throw new NotFoundError(`Incident "${key}"`);
    const { number, lastSeq } = draft.stored;
    const occurredAt = note.occurredAt ?? now;
    await appendLog(
      tx,
      [{ id, after: lastSeq, log: [{ kind: note.kind, occurredAt, text: note.text, payload: {} }] }],
      actor,
      now,
    );
    await tx.sql(sql`UPDATE incident SET last_seq = ${lastSeq + 1}, updated_at = ${now} WHERE id = ${id}`);
    const sourceId = sourceOf(actor);
    if (sourceId !== null) {
      await appendDeliveries(tx, [
        { sourceId, kind: 'timeline', externalId: `INC-${number}`, result: 'created', requestId },
      ]);
    }
    return {
      number,
      seq: lastSeq + 1,
      kind: note.kind,
      text: note.text,
      occurredAt: occurredAt.toISOString(),
      recordedAt: now.toISOString(),
    };
  },
  announce: () => ['overview'],
});
