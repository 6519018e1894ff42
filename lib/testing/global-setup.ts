import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/scripts/migrate.mjs';
import { start, stop } from '@/scripts/pg.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster's database "postgres". */
    clusterUrl: string;
    /** A migrated database to make copies of. */
    template: string;
  }
}

/** One throw-away cluster (or the one that `npm test` started) with one migrated template database. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const given = process.env.FAIRLEAD_TEST_CLUSTER;
  const dir = path.join(os.tmpdir(), `fairlead-test-${process.pid}`, 'pg');
  const clusterUrl = given ?? String((await start(dir, { fsync: false })).url);
  const template = `template_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const admin = new pg.Client({ connectionString: clusterUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await migrate(clusterUrl.replace(/\/postgres$/, `/${template}`));
  provide('clusterUrl', clusterUrl);
  provide('template', template);
  await admin.end();
  return async () => {
    if (given) return;
    await stop(dir, 'immediate');
    rmSync(path.dirname(dir), { recursive: true, force: true });
  };
}
