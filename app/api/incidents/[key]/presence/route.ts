import { tellRoomPresenceOperation } from '@/lib/api/operations/room';
import { tellRoomPresence } from '@/lib/incidents/load/presence';
import { defineRoute } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(tellRoomPresenceOperation, async ({ params, body, command }) => {
  await tellRoomPresence(command, params.key, body);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
