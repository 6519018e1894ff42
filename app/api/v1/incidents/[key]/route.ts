import { editIncidentOperation } from '@/lib/api/operations/ingest';
import { readIncidentOperation } from '@/lib/api/operations/reading';
import { editIncident } from '@/lib/incidents/commands/edit';
import { auditViewing } from '@/lib/incidents/commands/note-viewing';
import { readIncidentHead } from '@/lib/incidents/queries';
import { readIncident } from '@/lib/incidents/queries/record';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readIncidentOperation, async ({ params, query, actor }) => {
  const incident = await readIncident(actor, params.key, query.after);
  await auditViewing(actor, incident.key, incident.visibility === 'private');
  return json(incident);
});

export const PATCH = defineRoute(
  editIncidentOperation,
  async ({ params, body, command }) => {
    const { id, setOff } = await editIncident.execute({ key: params.key, patch: body }, command);
    const head = await readIncidentHead(id);
    return json({ ...head, warnings: [...head.warnings, ...setOff] });
  },
  noteRefusedDelivery('incident'),
);
