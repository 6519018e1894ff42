import { changeSeatOperation } from '@/lib/api/operations/responding';
import { respond } from '@/lib/incidents/commands/respond';
import { changeSeat } from '@/lib/incidents/commands/seats';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(changeSeatOperation, async ({ params, body, command }) =>
  json(await respond(changeSeat, { key: params.key, ...body }, command)),
);
