import { revokeApiKey } from '@/lib/api/operations/keys';
import { revokeKey } from '@/lib/keys/commands/revoke-key';
import { defineRoute } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const DELETE = defineRoute(revokeApiKey, async ({ params, command }) => {
  await revokeKey.execute(params, command);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
