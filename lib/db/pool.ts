import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import { env } from '@/lib/config/env';
import { sha256 } from '@/lib/core/ids';
import { logger } from '@/lib/core/log';

/**
 * Connections. Per process one pool for writes, sessions and permissions and one for what pages and metrics read (from the standby
 * if DATABASE_READ_URL names one), so that a rush of readers cannot keep events out. Kept on globalThis because Next.js evaluates
 * modules once per bundle.
 */
const store = globalThis as typeof globalThis & { fairleadPools?: { primary: pg.Pool; read: pg.Pool } };

/** int8 as a number: ids and millisecond sums stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format as 'text'),
};

/** How long a call waits for a connection: a sender sends again soon, a person would rather wait than see an error. */
const patienceMs = { write: 2_000, read: 5_000 };

function createPool(connectionString: string, name: string, connectionTimeoutMillis: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    types,
    max: env().DATABASE_POOL,
    application_name: name,
    connectionTimeoutMillis,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    // Statements that do not wait for each other's rows travel together: a round trip costs as much as a simple statement.
    pipeline: true,
    options: '-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=30000',
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  pool.on('error', (error) => logger.warn({ err: error }, 'database connection lost'));
  // Nor one that breaks while it is used: its query fails with the error, and the event of the same name must find a listener.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function pools() {
  if (!store.fairleadPools) {
    const { DATABASE_URL, DATABASE_READ_URL } = env();
    store.fairleadPools = {
      primary: createPool(DATABASE_URL, 'fairlead', patienceMs.write),
      read: createPool(DATABASE_READ_URL ?? DATABASE_URL, 'fairlead-read', patienceMs.read),
    };
  }
  return store.fairleadPools;
}

export function primaryPool(): pg.Pool {
  return pools().primary;
}

/** Runs SQL as rows. */
export type Queryable = { sql<Row extends object>(query: Sql): Promise<Row[]> };

/** Wraps a connection so that only tagged templates reach it. */
export function queryable(client: Pick<pg.ClientBase, 'query'>): Queryable {
  return {
    async sql<Row extends object>(query: Sql): Promise<Row[]> {
      return (await client.query<Row & pg.QueryResultRow>(query.text, query.values)).rows;
    },
  };
}

/**
 * As `queryable`, for writes: PostgreSQL parses and plans each text once per connection (their texts are few), which was half of a
 * report's time in the database. Not for the metrics' reads, whose plans must see the window that is asked for.
 */
export function prepared(client: Pick<pg.ClientBase, 'query'>): Queryable {
  return {
    async sql<Row extends object>({ text, values }: Sql): Promise<Row[]> {
      return (await client.query<Row & pg.QueryResultRow>({ name: nameOf(text), text, values })).rows;
    },
  };
}

const names = new Map<string, string>();

/** One name for one text; a name may have 63 bytes. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = sha256(text).toString('hex').slice(0, 40);
  names.set(text, name);
  return name;
}

/** Reads for pages and metrics, from the standby when there is one. Never for sessions, permissions or locks. */
export function readSql<Row extends object>(query: Sql): Promise<Row[]> {
  return queryable(pools().read).sql<Row>(query);
}

/** Reads from the primary: sessions, keys, permissions. */
export function primarySql<Row extends object>(query: Sql): Promise<Row[]> {
  return prepared(pools().primary).sql<Row>(query);
}

/** Several reads of one moment: a read-only REPEATABLE READ transaction on the read pool. Reads may be sent together (Promise.all). */
export async function readSnapshot<T>(run: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pools().read.connect();
  try {
    const begun = client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Travels with the first reads; when it fails, they do too, or the wait for it does.
    begun.catch(() => undefined);
    const result = await run(queryable(client));
    await begun;
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}

/** Ends all connections of this process (graceful stop, tests). */
export async function closeDatabase(): Promise<void> {
  const open = store.fairleadPools;
  if (!open) return;
  delete store.fairleadPools;
  await Promise.all([open.primary.end(), open.read.end()]);
}
