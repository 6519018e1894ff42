import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { env } from '@/lib/config/env';
import { closeDatabase } from '@/lib/db/pool';

/** Runs something on an empty, migrated database of its own, which is dropped afterwards. */
export async function withDatabase<T>(run: (url: string) => Promise<T>): Promise<T> {
  const home = env().DATABASE_URL;
  const name = `fairlead_bench_${process.pid}`;
  const url = new URL(home);
  url.pathname = `/${name}`;
  await onServer(home, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await onServer(home, `CREATE DATABASE ${name}`);
  try {
    const migrated = spawnSync(process.execPath, ['scripts/migrate.mjs'], {
      env: { ...process.env, DATABASE_URL: url.href },
      encoding: 'utf8',
    });
    if (migrated.status !== 0) throw new Error(`The migrations failed:\n${migrated.stdout}${migrated.stderr}`);
    env().DATABASE_URL = url.href;
    // The keeper of an earlier part may have opened connections to the database of before.
    await closeDatabase();
    return await run(url.href);
  } finally {
    await closeDatabase();
    env().DATABASE_URL = home;
    await onServer(home, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
