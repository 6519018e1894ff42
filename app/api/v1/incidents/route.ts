import { reportIncidentOperation } from '@/lib/api/operations/ingest';
import { listIncidentsOperation } from '@/lib/api/operations/reading';
import { reportIncident } from '@/lib/incidents/commands/report';
import { allIncidents, incidentUrl, listIncidents } from '@/lib/incidents/queries';
import { incidentCsvColumns } from '@/lib/incidents/schema';
import { csvAnswer } from '@/lib/server/csv';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listIncidentsOperation, async ({ query: { format, ...query }, actor }) =>
  format === 'csv'
    ? csvAnswer('incidents', incidentCsvColumns, allIncidents(actor, query))
    : json(await listIncidents(actor, query)),
);

export const POST = defineRoute(
  reportIncidentOperation,
  async ({ body, command }) => {
    const { id, number, created, duplicate, warnings } = await reportIncident.execute(body, command);
    return json({ id, key: `INC-${number}`, url: incidentUrl(number), duplicate, warnings }, created ? 201 : 200);
  },
  noteRefusedDelivery('incident'),
);
