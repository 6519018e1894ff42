import { replayDeliveryOperation } from '@/lib/api/operations/sources';
import { replayDelivery } from '@/lib/ingest/commands/replay-delivery';
import { deliveryReceipt } from '@/lib/ingest/schema';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(replayDeliveryOperation, async ({ params, command }) =>
  json(deliveryReceipt.parse(await replayDelivery.execute(params, command))),
);
