import { acknowledgeOperation } from '@/lib/api/operations/responding';
import { acknowledge } from '@/lib/incidents/commands/acknowledge';
import { respond } from '@/lib/incidents/commands/respond';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(acknowledgeOperation, async ({ params, body, command }) =>
  json(await respond(acknowledge, { key: params.key, ...body }, command)),
);
