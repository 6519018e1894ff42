import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { findApiKey } from '@/lib/auth/actor';
import { checkCredentials } from '@/lib/auth/credentials';
import { scopes } from '@/lib/auth/policy';
import { primarySql } from '@/lib/db/pool';

const key = 'an environment key with more than 32 characters';

/** A process of its own as far as the environment goes. */
async function start(environment: Record<string, string>): Promise<void> {
  vi.resetModules();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { prepareAccess } = await import('./prepare-access');
  await prepareAccess();
  vi.unstubAllEnvs();
}

const admin = { FAIRLEAD_ADMIN_EMAIL: 'Root@Example.com', FAIRLEAD_ADMIN_PASSWORD: 'a first password' };
const count = async (table: 'user_account' | 'api_key') => {
  const [row] = await primarySql<{ n: number }>(
    table === 'api_key'
      ? sql`SELECT count(*)::int AS n FROM api_key`
      : sql`SELECT count(*)::int AS n FROM user_account`,
  );
  return row?.n;
};

beforeEach(async () => {
  await primarySql(sql`DELETE FROM api_key`);
  await primarySql(sql`DELETE FROM user_account`);
});

describe('prepareAccess', () => {
  it('makes one administrator on an empty database, who can sign in', async () => {
    await start(admin);
    expect(await checkCredentials('root@example.com', 'a first password', 'x')).toMatchObject({ ok: true });
  });

  it('makes one of them when many processes start at once', async () => {
    vi.stubEnv('FAIRLEAD_ADMIN_API_KEY', key);
    const starts = [];
    for (let i = 0; i < 6; i += 1) {
      vi.resetModules();
      vi.stubEnv('FAIRLEAD_ADMIN_EMAIL', `root${i}@example.com`);
      vi.stubEnv('FAIRLEAD_ADMIN_PASSWORD', 'a first password');
      const { env } = await import('@/lib/config/env');
      env();
      const { prepareAccess } = await import('./prepare-access');
      starts.push(prepareAccess());
    }
    await Promise.all(starts);
    vi.unstubAllEnvs();
    expect(await count('user_account')).toBe(1);
    expect(await count('api_key')).toBe(1);
  });

  it('leaves a database with people alone, and one without a given administrator empty', async () => {
    await start({});
    expect(await count('user_account')).toBe(0);
    await start(admin);
    await start({ ...admin, FAIRLEAD_ADMIN_EMAIL: 'second@example.com', FAIRLEAD_ADMIN_PASSWORD: 'another password' });
    expect(await count('user_account')).toBe(1);
    expect(await checkCredentials('root@example.com', 'a first password', 'y')).toMatchObject({ ok: true });
  });

  it('registers the key of the environment with every scope, once; another value takes its place', async () => {
    await start({ FAIRLEAD_ADMIN_API_KEY: key });
    await start({ FAIRLEAD_ADMIN_API_KEY: key });
    expect(await count('api_key')).toBe(1);
    expect((await findApiKey(key))?.scopes).toEqual([...scopes]);
    await start({ FAIRLEAD_ADMIN_API_KEY: `${key} two` });
    expect(await findApiKey(key)).toBeNull();
    expect(await findApiKey(`${key} two`)).not.toBeNull();
    await start({ FAIRLEAD_ADMIN_API_KEY: key });
    expect(await findApiKey(key)).not.toBeNull();
  });
});
