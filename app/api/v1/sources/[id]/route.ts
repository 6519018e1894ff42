import { editWebhookSource, removeWebhookSource } from '@/lib/api/operations/sources';
import { defineRoute, json } from '@/lib/server/route';
import { editSource } from '@/lib/sources/commands/edit-source';
import { removeSource } from '@/lib/sources/commands/remove-source';
import { findWebhookSource } from '@/lib/sources/queries';

export const dynamic = 'force-dynamic';

export const PATCH = defineRoute(editWebhookSource, async ({ params, body, command }) => {
  await editSource.execute({ ...params, ...body }, command);
  return json((await findWebhookSource(params.id)).source);
});

export const DELETE = defineRoute(removeWebhookSource, async ({ params, command }) => {
  await removeSource.execute(params, command);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
