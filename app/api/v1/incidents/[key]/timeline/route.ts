import { addNoteOperation } from '@/lib/api/operations/ingest';
import { addNote } from '@/lib/incidents/commands/add-note';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(
  addNoteOperation,
  async ({ params, body, command }) => {
    const { number, seq, kind, text, occurredAt, recordedAt } = await addNote.execute(
      { key: params.key, note: body },
      command,
    );
    return json({ key: `INC-${number}`, seq, kind, text, occurred_at: occurredAt, recorded_at: recordedAt }, 201);
  },
  noteRefusedDelivery('timeline'),
);
