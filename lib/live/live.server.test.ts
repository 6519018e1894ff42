import http from 'node:http';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env } from '@/lib/config/env';
import { monotonicMs } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { type Listener, listen } from '@/lib/testing/event-stream';
import { makeKey, makeUser } from '@/lib/testing/people';
import { startServer, type TestServer } from '@/lib/testing/server';
import { sessionCookie } from '@/lib/testing/visitors';

/** The live channel between two processes of the production build on one database (reliability-security: P10, P12). */
let a: TestServer;
let b: TestServer;
let key: string;

beforeAll(async () => {
  key = (await makeKey(['ingest', 'read'])).key;
  [a, b] = await Promise.all([startServer(env().DATABASE_URL), startServer(env().DATABASE_URL)]);
});

afterAll(async () => {
  await Promise.all([a?.stop('SIGKILL'), b?.stop('SIGKILL')]);
});

const overview = (server: TestServer, headers: Record<string, string> = {}) =>
  listen(`${server.url}/api/live/overview`, { authorization: `Bearer ${key}`, ...headers });

async function overviewSeq(): Promise<number> {
  const [row] = await primarySql<{ seq: number }>(sql`SELECT seq FROM live_channel WHERE name = 'overview'`);
  return row?.seq ?? 0;
}

let count = 0;

/** Reports a deployment; answers when it was acknowledged. */
async function report(server: TestServer): Promise<number> {
  const deployment = {
    id: `live-${++count}`,
    service: 'checkout',
    environment: 'production',
    status: 'succeeded',
    finished_at: '2026-03-02T10:00:00Z',
  };
  const answer = await fetch(`${server.url}/api/v1/deployments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(deployment),
  });
  expect(answer.status).toBe(201);
  return monotonicMs();
}

const lastId = ({ events }: Listener) => Math.max(0, ...events.map(({ id }) => id ?? 0));
const changeAfter = (seq: number) => (event: { event: string; id: number | null }) =>
  event.event === 'change' && (event.id ?? 0) > seq;

test('what one process acknowledges is heard at the other within a second, at the 95th percentile', async () => {
  const stream = await overview(b, { 'last-event-id': '0' });
  await stream.find(() => true, 5_000);
  const latencies: number[] = [];
  for (let n = 0; n < 40; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50)); // lets the echo of the one before pass
    const seen = lastId(stream);
    const acknowledged = await report(a);
    const heard = await stream.find(changeAfter(seen), 6_000);
    latencies.push(Math.max(0, heard.atMs - acknowledged));
  }
  stream.close();
  latencies.sort((one, other) => one - other);
  expect(latencies[Math.floor(latencies.length * 0.95)], `ms: ${latencies.map(Math.round).join(' ')}`).toBeLessThan(
    1_000,
  );
  const ids = stream.events.flatMap(({ id }) => (id === null ? [] : [id]));
  expect(ids, 'ascending, none twice').toEqual([...new Set(ids)].toSorted((one, other) => one - other));
}, 120_000);

test('I5: a client that comes back is told at once what it missed, on whichever process, and nothing twice', async () => {
  const first = await overview(a, { 'last-event-id': '0' });
  await report(a);
  await first.find((event) => event.event === 'change', 6_000);
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // until all of it is announced
  const seen = lastId(first);
  first.close();

  const nothingNew = await overview(b, { 'last-event-id': String(seen) });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(nothingNew.events.filter(({ event }) => event === 'change')).toEqual([]);
  nothingNew.close();

  await report(a);
  await expect.poll(overviewSeq, { timeout: 5_000 }).toBeGreaterThan(seen);
  const back = await overview(b, { 'last-event-id': String(seen) });
  const missed = await back.find(changeAfter(seen), 1_000);
  expect(back.events.filter(({ event }) => event === 'change')).toEqual([missed]);
  back.close();
});

test('a stream beats, and ends within 5 s when session, account or key are good no longer', async () => {
  const [signedOut, disabled] = [await makeUser('viewer'), await makeUser('viewer')];
  const spentKey = await makeKey(['read']);
  const asUser = async ({ sessionId }: { sessionId: string }) =>
    listen(`${b.url}/api/live/overview`, { cookie: await sessionCookie(sessionId) });
  const steady = await overview(b);
  const streams = [
    await asUser(signedOut),
    await asUser(disabled),
    await overview(b, { authorization: `Bearer ${spentKey.key}` }),
  ];
  const since = monotonicMs();
  await primarySql(sql`UPDATE session SET revoked_at = now() WHERE id_hash = ${signedOut.sessionHash}`);
  await primarySql(sql`UPDATE user_account SET disabled_at = now() WHERE id = ${disabled.id}`);
  await primarySql(sql`UPDATE api_key SET revoked_at = now() WHERE id = ${spentKey.id}`);
  for (const stream of streams) expect((await stream.ended) - since, 'ms until it ended').toBeLessThan(5_000);
  // A page learns why, and asks the server what may still be seen.
  for (const { events } of streams) expect(events.at(-1)?.event).toBe('gone');

  const beats = () => steady.events.filter(({ event }) => event === 'beat');
  await steady.find((event) => event.event === 'beat' && event !== beats()[0], 11_000);
  const [one, other] = beats();
  expect((other?.atMs ?? 0) - (one?.atMs ?? 0), 'ms between beats').toBeLessThan(10_500);
  steady.close();
});

/** A bulk call whose last line comes only when `finish` is called. */
function slowBulk(server: TestServer): { finish: () => void; answer: Promise<{ status: number; text: string }> } {
  const line = (n: number) =>
    `${JSON.stringify({ type: 'deployment', id: `slow-${n}`, service: 'checkout', environment: 'production', status: 'queued' })}\n`;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const request = http.request(`${server.url}/api/v1/bulk`, { method: 'POST', headers });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
  request.write(line(1));
  return { answer, finish: () => request.end(line(2)) };
}

test('I5: SIGTERM: streams say bye and when to come back, a running request finishes, the process ends within 15 s', async () => {
  const stream = await overview(a);
  const slow = slowBulk(a);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const since = monotonicMs();
  const exit = a.stop('SIGTERM');
  await stream.find(({ event }) => event === 'bye', 2_000);
  expect(stream.retryMs()).toBeGreaterThan(0);
  expect((await stream.ended) - since).toBeLessThan(2_000);
  await expect(fetch(`${a.url}/api/health/ready`), 'no new connections').rejects.toThrow();

  // The other process takes over where this one ended.
  const resumed = await overview(b, { 'last-event-id': String(lastId(stream)) });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const before = await overviewSeq();
  slow.finish();
  const { status, text } = await slow.answer;
  expect(status).toBe(200);
  expect(text).toContain('"accepted":2');
  expect(await exit).toBe(0);
  expect(monotonicMs() - since).toBeLessThan(15_000);
  expect(await overviewSeq(), 'the last change was announced before it ended').toBeGreaterThan(before);
  await resumed.find(changeAfter(before), 1_000);
  resumed.close();
});
