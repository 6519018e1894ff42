import { createApiKey, listApiKeys } from '@/lib/api/operations/keys';
import { createKeyRepeatably } from '@/lib/keys/commands/create-key';
import { listKeys } from '@/lib/keys/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listApiKeys, async ({ query }) => json(await listKeys(query)));

export const POST = defineRoute(createApiKey, async ({ body, command }) => {
  const { name, scopes, expires_at: expiresAt = null } = body;
  return json(await createKeyRepeatably({ name, scopes, expiresAt }, command), 201);
});
