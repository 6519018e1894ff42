import { createWebhookSource, listWebhookSourcesOperation } from '@/lib/api/operations/sources';
import { defineRoute, json } from '@/lib/server/route';
import { createSource } from '@/lib/sources/commands/create-source';
import { listWebhookSources } from '@/lib/sources/queries';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listWebhookSourcesOperation, async ({ query }) => json(await listWebhookSources(query)));

export const POST = defineRoute(createWebhookSource, async ({ body, command }) =>
  json(await createSource.execute(body, command), 201),
);
