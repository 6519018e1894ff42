import { linkTargetOperation, unlinkTargetOperation } from '@/lib/api/operations/clusters';
import { linkTarget, unlinkTarget } from '@/lib/clusters/commands/link-target';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const PUT = defineRoute(linkTargetOperation, async ({ params, body, command }) =>
  json(await linkTarget.execute({ ...params, ...body }, command)),
);

export const DELETE = defineRoute(unlinkTargetOperation, async ({ params, command }) => {
  await unlinkTarget.execute(params, command);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
