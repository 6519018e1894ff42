import { listSourceDeliveriesOperation } from '@/lib/api/operations/sources';
import { listSourceDeliveries } from '@/lib/ingest/queries/source-deliveries';
import { defineRoute, json } from '@/lib/server/route';
import { findWebhookSource } from '@/lib/sources/queries';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listSourceDeliveriesOperation, async ({ actor, params, query }) => {
  const { sourceId } = await findWebhookSource(params.id);
  return json(await listSourceDeliveries(actor, sourceId, query));
});
