import { rotateWebhookSecret } from '@/lib/api/operations/sources';
import { defineRoute, json } from '@/lib/server/route';
import { rotateSecret } from '@/lib/sources/commands/rotate-secret';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(rotateWebhookSecret, async ({ params, command }) =>
  json(await rotateSecret.execute(params, command)),
);
