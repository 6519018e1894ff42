import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startServer } from '../lib/testing/server';
import { migrate } from '../scripts/migrate.mjs';
import { start, stop } from '../scripts/pg.mjs';

/** Serves the production build with demo data (BASE_URL) and a second one on an empty database (EMPTY_URL). */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.FAIRLEAD_TEST_CLUSTER;
  const dir = path.join(os.tmpdir(), `fairlead-e2e-${process.pid}`, 'pg');
  const clusterUrl = given ?? String((await start(dir, { fsync: false })).url);

  const serve = async (name: string, extra: Record<string, string>) => {
    const admin = new pg.Client({ connectionString: clusterUrl });
    await admin.connect();
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name}`);
    await admin.end();
    const databaseUrl = clusterUrl.replace(/\/postgres$/, `/${name}`);
    await migrate(databaseUrl);
    const secrets = {
      NEXTAUTH_SECRET: 'a test secret with 32 characters at least',
      FAIRLEAD_ENCRYPTION_KEY: 'another test key, also 32 characters long',
    };
    return { databaseUrl, ...(await startServer(databaseUrl, { ...secrets, ...extra })) };
  };

  const [demo, empty] = await Promise.all([
    serve(`e2e_demo_${process.pid}`, { FAIRLEAD_DEMO: '1' }),
    serve(`e2e_empty_${process.pid}`, { FAIRLEAD_DEMO: '0' }),
  ]);
  process.env.BASE_URL = demo.url;
  process.env.EMPTY_URL = empty.url;
  process.env.DEMO_DATABASE_URL = demo.databaseUrl;
  return async () => {
    await Promise.all([demo.stop(), empty.stop()]);
    if (given) return;
    await stop(dir, 'immediate');
    rmSync(path.dirname(dir), { recursive: true, force: true });
  };
}
