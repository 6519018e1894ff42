import pg from 'pg';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { env } from '@/lib/config/env';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { makeUser } from '@/lib/testing/people';
import { readRowsAfter } from '../queries/live';
import { verifyLog } from '../queries/verify';
import { declareIncident } from './declare';
import { lockRoomById, writeRoom } from './room';

const reader = { kind: 'system', name: 'a case' } as const;

/**
 * I2: the rows of a log are numbered 1 … n without a gap, and a reader that goes on from the last number it saw misses none, however
 * writers are delayed or turn back. The same readers over a bigserial lose rows: that is kept here, so that it can be seen.
 */
const writers = 16;
const each = 60;
const turnsBack = (index: number) => index % 10 === 7;
/** Some dally before they commit. */
const dallies = (index: number) => index % 5 === 3;

let incident: { id: number; number: number };
const system = { kind: 'system', name: 'writer' } as const;

async function declared(): Promise<{ id: number; number: number }> {
  const { id, number } = await declareIncident.execute(
    { title: 'Login returns 503' },
    { actor: await makeUser('admin') },
  );
  return { id, number };
}

beforeAll(async () => {
  incident = await declared();
});

/** Runs all writers beside a reader that looks for rows after the last one that it saw; answers what it saw. */
async function tailed(
  write: (writer: number, index: number) => Promise<unknown>,
  after: (last: number) => Promise<number[]>,
) {
  const seen: number[] = [];
  let isOver = false;
  const reader = (async () => {
    for (;;) {
      const wasOver = isOver;
      const rows = await after(seen.at(-1) ?? 0);
      seen.push(...rows);
      if (wasOver && rows.length === 0) return;
      if (rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  await Promise.all(
    Array.from({ length: writers }, async (_writer, writer) => {
      for (let index = 0; index < each; index += 1) await write(writer, index);
    }),
  );
  isOver = true;
  await reader;
  return seen;
}

const intended = new Error('turned back');
const kept =
  writers * Array.from({ length: each }, (_each, index) => index).filter((index) => !turnsBack(index)).length;

test('I2: 16 writers × 60, some slow and some rolled back: numbered 1 … n, and a reader by cursor misses none', async () => {
  const write = (writer: number, index: number) =>
    inTransaction(async (tx) => {
      const locked = await lockRoomById(tx, incident.id);
      const now = new Date();
      const text = `${writer} ${index}`;
      await writeRoom(tx, locked, [{ kind: 'note', occurredAt: now, text, payload: {} }], { actor: system, now });
      if (dallies(index)) await tx.sql(sql`SELECT pg_sleep(0.002)`);
      if (turnsBack(index)) throw intended;
    }).catch((error: unknown) => {
      if (error !== intended) throw error;
    });
  const seen = await tailed(write, async (last) =>
    (await readRowsAfter(reader, incident.number, last)).map(({ seq }) => seq),
  );
  const table = await primarySql<{ seq: number }>(
    sql`SELECT seq FROM incident_event WHERE incident_id = ${incident.id} ORDER BY seq`,
  );
  expect(table.map(({ seq }) => seq)).toEqual(Array.from({ length: table.length }, (_row, index) => index + 1));
  expect(seen).toEqual(table.map(({ seq }) => seq));
  const [notes] = await primarySql<{ n: number }>(sql`
    SELECT count(DISTINCT text)::int AS n FROM incident_event WHERE incident_id = ${incident.id} AND kind = 'note'`);
  expect(notes?.n).toBe(kept);
  expect(await verifyLog(`INC-${incident.number}`)).toEqual({ ok: true, rows: table.length });
}, 180_000);

test('I2, control: with a bigserial for the number, the same reader loses rows that were committed', async () => {
  await primarySql(sql`CREATE TABLE serial_log (id bigserial PRIMARY KEY, text text NOT NULL)`);
  const write = (writer: number, index: number) =>
    inTransaction(async (tx) => {
      await tx.sql(sql`INSERT INTO serial_log (text) VALUES (${`${writer} ${index}`})`);
      if (dallies(index)) await tx.sql(sql`SELECT pg_sleep(0.005)`);
      if (turnsBack(index)) throw intended;
    }).catch((error: unknown) => {
      if (error !== intended) throw error;
    });
  const seen = await tailed(write, async (last) =>
    (await primarySql<{ id: number }>(sql`SELECT id FROM serial_log WHERE id > ${last} ORDER BY id`)).map(
      ({ id }) => id,
    ),
  );
  const table = await primarySql(sql`SELECT 1 FROM serial_log`);
  expect(table).toHaveLength(kept);
  expect(seen.length, 'rows that the reader saw').toBeLessThan(kept);
}, 180_000);

/** Two who count without a lock: both read the head before either writes. Answers how each insert ended. */
async function racing(id: number): Promise<PromiseSettledResult<unknown>[]> {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: env().DATABASE_URL }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    for (const client of clients) await client.query('BEGIN');
    const heads = await Promise.all(
      clients.map((client) => client.query('SELECT last_seq FROM incident WHERE id = $1', [id])),
    );
    return await Promise.allSettled(
      clients.map(async (client, index) => {
        const seq = Number(heads[index]?.rows[0].last_seq) + 1;
        await client.query(
          `WITH added AS (
            INSERT INTO incident_event (incident_id, seq, kind, occurred_at, actor_type, actor_name, text)
            VALUES ($1, $2, 'note', now(), 'user', 'x', $3) RETURNING seq, hash)
          UPDATE incident SET last_seq = added.seq, head_hash = added.hash FROM added WHERE id = $1`,
          [id, seq, `racer ${index}`],
        );
        await client.query('COMMIT');
      }),
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

test('I2, control: without the row lock two writers take the same number, and the key of the table refuses one', async () => {
  const { id } = await declared();
  const ends = await racing(id);
  expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: '23505' } });
});

test('I2, control: without the lock and without the key both are stored, and the check of the log names the row', async () => {
  const { id, number } = await declared();
  const head = await primarySql<{ seq: number }>(sql`SELECT last_seq AS seq FROM incident WHERE id = ${id}`);
  await primarySql(sql`ALTER TABLE incident_event DROP CONSTRAINT incident_event_pkey CASCADE`);
  const ends = await racing(id);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(await verifyLog(`INC-${number}`)).toMatchObject({ ok: false, seq: (head[0]?.seq ?? 0) + 1 });
});

test('I3, control: with the triggers gone a row can be rewritten, and the check of the log names it', async () => {
  const { id, number } = await declared();
  const rewrite = () =>
    primarySql(sql`UPDATE incident_event SET text = 'Nothing happened' WHERE incident_id = ${id} AND seq = 1`);
  await expect(rewrite()).rejects.toMatchObject({ code: '42501' });
  await primarySql(sql`DROP TRIGGER incident_event_no_rewrite ON incident_event`);
  await rewrite();
  expect(await verifyLog(`INC-${number}`)).toMatchObject({ ok: false, seq: 1 });
});
