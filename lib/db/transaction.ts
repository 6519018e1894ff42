import { randomInt } from 'node:crypto';
import type { Sql } from 'sql-template-tag';
import { prepared, primaryPool, type Queryable } from './pool';

/** An open write transaction. */
export type Tx = Queryable;

const retriable = new Set(['40001', '40P01']);

/**
 * Runs `run` in one READ COMMITTED transaction on the primary; commits, or rolls back and throws. A deadlock or serialisation
 * failure is tried again up to four times, a moment later each time, so `run` must have no effect outside the database. Used by command() and the
 * background keepers of derived tables only. Statements that do not need each other's rows may be sent together (Promise.all): the
 * database serves them in the order in which they were sent.
 */
export async function inTransaction<T>(run: (tx: Tx) => Promise<T>, attempt = 1): Promise<T> {
  const client = await primaryPool().connect();
  let isOpen = true;
  try {
    const begun = client.query('BEGIN');
    // Travels with the first statements of `run`: whichever comes first fails with it.
    begun.catch(() => undefined);
    const { sql } = prepared(client);
    const result = await run({
      async sql<Row extends object>(query: Sql): Promise<Row[]> {
        // A branch of `run` that goes on after another failed must not write by itself what was rolled back.
        if (!isOpen) throw new Error('the transaction has ended');
        const rows = sql<Row>(query);
        await Promise.all([begun, rows]);
        return rows;
      },
    });
    isOpen = false;
    // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which something failed that `run` did not pass on.
    if ((await client.query('COMMIT')).command !== 'COMMIT') throw new Error('the transaction was rolled back');
    client.release();
    return result;
  } catch (error) {
    isOpen = false;
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    if (attempt < 5 && retriable.has(String((error as { code?: unknown }).code))) {
      // Not at once, or those that stood in each other's way meet again.
      await new Promise((resolve) => setTimeout(resolve, randomInt(20 * 2 ** attempt)));
      return inTransaction(run, attempt + 1);
    }
    throw error;
  }
}
