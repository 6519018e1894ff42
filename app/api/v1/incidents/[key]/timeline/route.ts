import { addNoteOperation } from '@/lib/api/operations/ingest';
import { addNote } from '@/lib/incidents/commands/add-note';
import { readTimelineRow } from '@/lib/incidents/queries/record';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(
  addNoteOperation,
  async ({ params, body, command }) => {
    const { id, number, seq } = await addNote.execute({ key: params.key, note: body }, command);
    if (seq === null) throw new Error('a note without a row');
    const { kind, text, occurred_at, recorded_at } = await readTimelineRow(id, seq);
    return json({ key: `INC-${number}`, seq, kind, text, occurred_at, recorded_at }, 201);
  },
  noteRefusedDelivery('timeline'),
);
