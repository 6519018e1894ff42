import { postUpdateOperation } from '@/lib/api/operations/responding';
import { respond } from '@/lib/incidents/commands/respond';
import { postUpdate } from '@/lib/incidents/commands/updates';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(postUpdateOperation, async ({ params, body, command }) =>
  json(await respond(postUpdate, { key: params.key, ...body }, command)),
);
