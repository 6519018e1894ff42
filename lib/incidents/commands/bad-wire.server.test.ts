import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env } from '@/lib/config/env';
import { primarySql } from '@/lib/db/pool';
import { type BadWire, startBadWire } from '@/lib/testing/bad-wire';
import { type Follower, follow } from '@/lib/testing/follow';
import { makeKey, makeUser } from '@/lib/testing/people';
import { freePort, startServer, type TestServer } from '@/lib/testing/server';
import { verifyLog } from '../queries/verify';
import { declareIncident } from './declare';

/**
 * I1 and I5 against two processes of the production build: what was acknowledged is one row, however often its answer is lost; and whoever
 * watches ends with the table's list, whatever happens to sockets, listeners and servers in between.
 */
let key: string;
let writing: TestServer;
let watched: TestServer;
let watchedPort: string;
const startWatched = () => startServer(env().DATABASE_URL, { PORT: watchedPort });

beforeAll(async () => {
  key = (await makeKey(['read', 'incidents', 'ingest'])).key;
  watchedPort = String(await freePort());
  [writing, watched] = await Promise.all([startServer(env().DATABASE_URL), startWatched()]);
});

afterAll(async () => {
  await Promise.all([writing?.stop('SIGKILL'), watched?.stop('SIGKILL')]);
});

async function declared(): Promise<string> {
  const { number } = await declareIncident.execute({ title: 'Login returns 503' }, { actor: await makeUser('admin') });
  return `INC-${number}`;
}

const authorized = () => ({ authorization: `Bearer ${key}` });

/** Writes a note and answers with the status; 0 when the answer did not come. */
async function post(url: string, incident: string, text: string, idempotencyKey?: string): Promise<number> {
  try {
    const answer = await fetch(`${url}/api/v1/incidents/${incident}/timeline`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // A connection of its own, so that the wire can cut one answer at a time.
        connection: 'close',
        ...authorized(),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      body: JSON.stringify({ text }),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

async function table(incident: string): Promise<{ seq: number; text: string | null }[]> {
  return primarySql(sql`
    SELECT e.seq, e.text FROM incident i JOIN incident_event e ON e.incident_id = i.id
    WHERE 'INC-' || i.number = ${incident} ORDER BY e.seq`);
}

/** Six writers that send each entry until it is acknowledged, over a wire that loses a quarter of the answers. */
async function insist(withKey: boolean): Promise<{ sent: string[]; stored: string[]; cuts: number; incident: string }> {
  const incident = await declared();
  let calls = 0;
  const wire: BadWire = await startBadWire(
    () => Number(new URL(writing.url).port),
    () => (calls++ % 4 === 1 ? 40 : null),
  );
  const sent: string[] = [];
  await Promise.all(
    Array.from({ length: 6 }, async (_writer, writer) => {
      for (let index = 0; index < 12; index += 1) {
        const text = `${writer}-${index}`;
        const once = withKey ? crypto.randomUUID() : undefined;
        while ((await post(wire.url, incident, text, once)) !== 201);
        sent.push(text);
      }
    }),
  );
  wire.close();
  const stored = (await table(incident)).flatMap(({ text }) => (/^\d-\d+$/.test(text ?? '') ? [String(text)] : []));
  return { sent, stored, cuts: wire.cuts(), incident };
}

test('I1: with a quarter of the answers lost after the commit, each entry that was acknowledged is one row', async () => {
  const { sent, stored, cuts, incident } = await insist(true);
  expect(cuts, 'answers that were lost').toBeGreaterThan(12);
  expect(stored.toSorted()).toEqual(sent.toSorted());
  expect(await verifyLog(incident)).toMatchObject({ ok: true });
});

test('I1, control: without the key that names a write, the same writers store some twice', async () => {
  const { sent, stored } = await insist(false);
  expect(stored.length).toBeGreaterThan(sent.length);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function dropListeners(): Promise<number> {
  const rows = await primarySql(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fairlead-live' AND datname = current_database()`);
  return rows.length;
}

test('I5: listeners killed, sockets cut in mid-frame, the server restarted, during 500 entries: each list is the table’s', async () => {
  const incident = await declared();
  const channel = `/api/live/incident:${incident}`;
  let connections = 0;
  // Each connection lives for another number of bytes, so that the cut falls anywhere in a frame.
  const wire = await startBadWire(
    () => Number(watchedPort),
    () => 2_000 + ((connections++ * 7_919) % 9_000),
  );
  const direct = () => `http://127.0.0.1:${watchedPort}${channel}`;
  const followers: Record<string, Follower> = {
    direct: follow(direct, authorized(), { after: 0 }),
    cut: follow(() => `${wire.url}${channel}`, authorized(), { after: 0 }),
    forgetful: follow(() => `${wire.url}${channel}`, authorized(), { after: 0, catchUp: false }),
  };
  let killed = 0;
  let isWritten = false;
  const trouble = (async () => {
    await pause(500);
    killed += await dropListeners();
    await pause(300);
    // SIGTERM: it says bye, ends every stream, and another process takes its place.
    expect(await watched.stop('SIGTERM')).toBe(0);
    watched = await startWatched();
    while (!isWritten) {
      killed += await dropListeners();
      await pause(400);
    }
  })();
  await Promise.all(
    Array.from({ length: 4 }, async (_writer, writer) => {
      for (let index = 0; index < 125; index += 1) {
        expect(await post(writing.url, incident, `${writer}-${index}`)).toBe(201);
        await pause(12);
      }
    }),
  );
  isWritten = true;
  await trouble;
  const wanted = (await table(incident)).map(({ seq }) => seq);
  expect(wanted).toHaveLength(wanted.at(-1) ?? 0);
  for (const name of ['direct', 'cut'])
    await expect.poll(() => followers[name]?.seqs(), { timeout: 15_000, message: name }).toEqual(wanted);
  // The trouble was real: or the lists would say nothing.
  expect(killed).toBeGreaterThan(2);
  expect(wire.cuts()).toBeGreaterThan(5);
  expect(followers.direct?.reopened()).toBeGreaterThan(0);
  // The control: who does not resume from the last row that came whole has lost some by now.
  expect(followers.forgetful?.seqs().length).toBeLessThan(wanted.length);
  for (const follower of Object.values(followers)) follower.stop();
  wire.close();
}, 180_000);

test('I1: a server that is killed after the commit and before it told anybody: the row is heard of all the same', async () => {
  const incident = await declared();
  const direct = () => `http://127.0.0.1:${watchedPort}/api/live/incident:${incident}`;
  const follower = follow(direct, authorized(), { after: 0 });
  await expect.poll(() => follower.seqs().length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(await post(writing.url, incident, 'the last word', crypto.randomUUID())).toBe(201);
  // Announcements are gathered for 40 ms after the commit; they die with the process.
  await writing.stop('SIGKILL');
  const rows = await table(incident);
  expect(rows.at(-1)?.text).toBe('the last word');
  await expect.poll(() => follower.seqs(), { timeout: 7_000 }).toEqual(rows.map(({ seq }) => seq));
  follower.stop();
});
