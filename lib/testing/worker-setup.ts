import pg from 'pg';
import { afterAll, beforeAll, inject, vi } from 'vitest';

/** Each test file gets a database of its own, copied from the migrated template. Set before anything reads the environment. */
const clusterUrl = inject('clusterUrl');
const name = `t_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
process.env.DATABASE_URL = clusterUrl.replace(/\/postgres$/, `/${name}`);
process.env.PUBLIC_URL = 'http://127.0.0.1:3000';
process.env.NEXTAUTH_SECRET = 'a test secret with 32 characters at least';
process.env.FAIRLEAD_ENCRYPTION_KEY = 'another test key, also 32 characters long';
process.env.LOG_LEVEL = 'silent';

async function onCluster(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

vi.mock('next/cache', () => ({ revalidatePath: vi.fn(), revalidateTag: vi.fn() }));

beforeAll(() => onCluster(`CREATE DATABASE ${name} TEMPLATE ${inject('template')} STRATEGY FILE_COPY`));

afterAll(async () => {
  const { closeDatabase } = await import('@/lib/db/pool');
  await closeDatabase();
  await onCluster(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
});
