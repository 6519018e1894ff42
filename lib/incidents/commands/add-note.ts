import { z } from 'zod';
import { timeProblem } from '@/lib/core/event-time';
import type { timelineBody } from '../schema';
import { endStatuses, roomCommand, roomInput } from './room';

type Note = z.output<typeof timelineBody>;

/** Adds a note, a decision or a hypothesis to the log of an incident that is not closed. The log itself is the audit trail. */
export const addNote = roomCommand({
  name: 'incident.note',
  // The note was parsed at the door by `timelineBody`.
  input: roomInput.extend({ note: z.custom<Note>() }),
  delivery: 'timeline',
  closedFor: endStatuses,
  run: ({ input: { note }, now }) => {
    const problem = timeProblem(note.occurredAt, '/occurred_at', now);
    if (problem) throw problem;
    return { log: [{ kind: note.kind, occurredAt: note.occurredAt ?? now, text: note.text, payload: {} }] };
  },
});
