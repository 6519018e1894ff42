import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { findApiKey } from '@/lib/auth/actor';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { createKey } from './commands/create-key';
import { revokeKey } from './commands/revoke-key';
import { loadKeys } from './load';

const inOneHour = () => new Date(now().getTime() + 3_600_000);

it('shows the state of keys and offers only scopes that open something', async () => {
  const admin = await makeUser('admin');
  const make = (name: string, expiresAt: Date | null = null) =>
    createKey.execute({ name, scopes: ['ingest'], expiresAt }, { actor: admin });
  const [, ended, expired] = [await make('live'), await make('ended'), await make('expired', inOneHour())];
  await revokeKey.execute({ id: ended.id }, { actor: admin });
  await primarySql(sql`UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = ${expired.id}`);
  const { keys, offeredScopes } = await loadKeys(admin, {});
  expect(keys.map(({ name, state, created_by }) => [name, state, created_by])).toEqual([
    ['expired', 'expired', admin.email],
    ['ended', 'revoked', admin.email],
    ['live', 'live', admin.email],
  ]);
  expect(offeredScopes).toEqual(expect.arrayContaining(['ingest', 'read', 'incidents', 'admin']));
  expect(JSON.stringify(keys)).not.toContain(ended.key);
  expect((await loadKeys(admin, { cursor: 'nonsense' })).keys).toHaveLength(3);
  expect(await findApiKey(ended.key)).toBeNull();
  expect(await findApiKey(expired.key)).toBeNull();
});

it('is for administrators: others neither see, create nor revoke keys', async () => {
  const [admin, manager] = [await makeUser('admin'), await makeUser('release_manager')];
  const { id, key } = await createKey.execute({ name: 'kept', scopes: ['read'], expiresAt: null }, { actor: admin });
  await expect(loadKeys(manager, {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    createKey.execute({ name: 'mine', scopes: ['admin'], expiresAt: null }, { actor: manager }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(revokeKey.execute({ id }, { actor: manager })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await findApiKey(key)).not.toBeNull();
  expect(await primarySql(sql`SELECT 1 FROM api_key WHERE name = 'mine'`)).toEqual([]);
});

it('refuses an expiry that has passed, at its field', async () => {
  const admin = await makeUser('admin');
  const made = createKey.execute({ name: 'x', scopes: ['read'], expiresAt: now() }, { actor: admin });
  await expect(made).rejects.toMatchObject({ path: '/expires_at' });
});
