// The database that a program works on: DATABASE_URL, else "fairlead" in the embedded PostgreSQL.
import { migrate } from './migrate.mjs';
import { join } from './pg-users.mjs';

/** Opens it, brings its schema up to date and returns `{url, embedded, applied, close}`; `close` lets the embedded server end. */
export async function openDatabase() {
  if (process.env.DATABASE_URL) {
    const url = process.env.DATABASE_URL;
    return { url, embedded: false, applied: await migrate(url), close: async () => {} };
  }
  const { url: server, leave } = await join();
  const url = server.replace(/\/postgres$/, '/fairlead');
  try {
    await createDatabase(server, 'fairlead');
    return { url, embedded: true, applied: await migrate(url), close: leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function createDatabase(url, name) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
