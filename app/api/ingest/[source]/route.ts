import { deliverWebhookOperation } from '@/lib/api/operations/sources';
import { acceptDelivery } from '@/lib/ingest/commands/accept-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(deliverWebhookOperation, async ({ params, query, request, requestId }) => {
  const receipt = await acceptDelivery({ kind: params.source, slug: query.source, request, requestId });
  return json(receipt, receipt.outcome === 'duplicate' ? 200 : 202);
});
