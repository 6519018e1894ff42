import { pullUpdatesOperation, pushUpdateOperation } from '@/lib/api/operations/postmortems';
import { appendUpdate } from '@/lib/postmortems/commands/append-update';
import { pullPostmortem } from '@/lib/postmortems/load/pull';
import { mostUpdateBytes } from '@/lib/postmortems/schema';
import { readBytes } from '@/lib/server/body';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(pullUpdatesOperation, async ({ actor, params, query }) =>
  json(await pullPostmortem(actor, params.key, query.after)),
);

export const POST = defineRoute(pushUpdateOperation, async ({ params, query, request, command }) => {
  const update = await readBytes(request, mostUpdateBytes);
  const { client_id: clientId, idem_key: idemKey } = query;
  const { seq, duplicate } = await appendUpdate.execute({ key: params.key, clientId, idemKey, update }, command);
  return json({ seq, duplicate });
});
