import { adoptWebhookSecret } from '@/lib/api/operations/sources';
import { defineRoute } from '@/lib/server/route';
import { adoptSecret } from '@/lib/sources/commands/rotate-secret';

export const dynamic = 'force-dynamic';

export const PUT = defineRoute(adoptWebhookSecret, async ({ params, body, command }) => {
  await adoptSecret.execute({ ...params, ...body }, command);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
