import { reportChangeOperation } from '@/lib/api/operations/ingest';
import { listChangesOperation } from '@/lib/api/operations/reading';
import { reportChange } from '@/lib/deployments/commands/report-changes';
import { listChanges } from '@/lib/deployments/queries';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listChangesOperation, async ({ query }) => json(await listChanges(query)));

export const POST = defineRoute(
  reportChangeOperation,
  async ({ body, command }) => {
    const { service, sha, created, duplicate } = await reportChange.execute(body, command);
    return json({ service, sha, duplicate }, created ? 201 : 200);
  },
  noteRefusedDelivery('change'),
);
