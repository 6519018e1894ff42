import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { primarySql } from './pool';
import { inTransaction } from './transaction';

beforeAll(() => primarySql(sql`CREATE TABLE noted (n int PRIMARY KEY)`));

const noted = async () => (await primarySql<{ n: number }>(sql`SELECT n FROM noted ORDER BY n`)).map((row) => row.n);
const note = (n: number) => sql`INSERT INTO noted VALUES (${n})`;
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

test('statements that are sent together are served in that order and committed together', async () => {
  await inTransaction(async (tx) => {
    const [, seen] = await Promise.all([tx.sql(note(1)), tx.sql(sql`SELECT n FROM noted`), tx.sql(note(2))]);
    expect(seen).toEqual([{ n: 1 }]);
    expect(await noted()).toEqual([]);
  });
  expect(await noted()).toEqual([1, 2]);
});

test('a branch that goes on after another failed writes nothing, neither then nor on the connection afterwards', async () => {
  let late: Promise<unknown> = Promise.resolve();
  const failed = inTransaction(async (tx) => {
    const slow = async () => {
      await tx.sql(note(10));
      await pause();
      await tx.sql(note(11));
    };
    late = slow();
    late.catch(() => undefined);
    await Promise.all([late, Promise.reject(new Error('a decision, not the database'))]);
  });
  await expect(failed).rejects.toThrow('a decision');
  await expect(late).rejects.toThrow('has ended');
  expect(await noted()).toEqual([1, 2]);
});

test('a failure that is kept from the caller is no commit', async () => {
  const swallowed = inTransaction(async (tx) => {
    await tx.sql(note(20));
    await tx.sql(note(20)).catch(() => undefined);
  });
  await expect(swallowed).rejects.toThrow('rolled back');
  expect(await noted()).toEqual([1, 2]);
});
