import { tellPresenceOperation } from '@/lib/api/operations/postmortems';
import { tellPresence } from '@/lib/postmortems/load/pull';
import { defineRoute } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(tellPresenceOperation, async ({ actor, params, body }) => {
  await tellPresence(actor, params.key, body);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
