import { primaryPool, type Queryable, queryable } from './pool';

/** An open write transaction. */
export type Tx = Queryable;

const retriable = new Set(['40001', '40P01']);

/**
 * Runs `run` in one READ COMMITTED transaction on the primary; commits, or rolls back and throws. A deadlock or serialisation
 * failure is tried again up to four times, so `run` must have no effect outside the database. Used by command() and the
 * background keepers of derived tables only.
 */
export async function inTransaction<T>(run: (tx: Tx) => Promise<T>, attempt = 1): Promise<T> {
  const client = await primaryPool().connect();
  try {
    await client.query('BEGIN');
    const result = await run(queryable(client));
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    if (attempt < 5 && retriable.has(String((error as { code?: unknown }).code)))
      return inTransaction(run, attempt + 1);
    throw error;
  }
}
