import { readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { monotonicMs } from '@/lib/core/time';
import { freePort, startServer, type TestServer, testAdminKey } from '@/lib/testing/server';
import { migrate } from '@/scripts/migrate.mjs';
import { start, stop } from '@/scripts/pg.mjs';

/**
 * Acknowledged is stored, once: writers go on while app and database are killed (SIGKILL) in turn; what has no answer is sent
 * again. The control shows that the reconciliation finds losses: a database that acknowledges before it writes must lose some.
 * A killed process leaves the page cache alone, so this says nothing of power loss.
 */
const kills = Number(process.env.FAIRLEAD_KILLS ?? 6);
const pauseMs = 900;
const writers = 8;

type Database = { url: string; pid: number };

let folder: string;
let database: Database;
let server: TestServer;
let port: string;

async function openDatabase(settings: Record<string, string>): Promise<Database> {
  const { url, pid } = await start(path.join(folder, 'pg'), { settings });
  return { url: String(url), pid: Number(pid) };
}

/** SIGKILL to the database: all of its processes, none of which can write on. */
function killDatabase({ pid }: Database): void {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  process.kill(pid, 'SIGKILL');
  for (const child of children) {
    try {
      process.kill(Number(child), 'SIGKILL');
    } catch {
      // Gone by itself already.
    }
  }
}

function parentOf(name: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const startApp = () => startServer(database.url, { PORT: port });

beforeEach(() => {
  folder = path.join(os.tmpdir(), `fairlead-durability-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
});

async function end(): Promise<void> {
  await server?.stop('SIGKILL');
  await stop(path.join(folder, 'pg'), 'immediate');
  rmSync(folder, { recursive: true, force: true });
}
afterEach(end);

async function begin(settings: Record<string, string>): Promise<void> {
  database = await openDatabase(settings);
  await migrate(database.url);
  port = String(await freePort());
  server = await startApp();
  await query('CHECKPOINT'); // the control shall lose events, not the tables
}

type History = {
  acked: { deployments: string[]; incidents: string[] };
  odd: string[];
  unanswered: number;
  refusedForNow: number;
};

/** Writers that each send one event after the other, again and again until it is acknowledged, until `stopped`. */
function write(isStopped: () => boolean): { history: History; done: Promise<unknown>; lastAckMs: () => number } {
  const history: History = { acked: { deployments: [], incidents: [] }, odd: [], unanswered: 0, refusedForNow: 0 };
  let lastAck = monotonicMs();
  const send = async (kind: 'deployments' | 'incidents', id: string, body: object, withKey: boolean) => {
    for (;;) {
      const status = await fetch(`http://127.0.0.1:${port}/api/v1/${kind}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${testAdminKey}`,
          ...(withKey ? { 'idempotency-key': `${kind}-${id}` } : {}),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      })
        .then(async (answer) => {
          await answer.arrayBuffer(); // an answer that breaks off is none
          return answer.status;
        })
        .catch(() => 0);
      if (status === 200 || status === 201) {
        lastAck = monotonicMs();
        history.acked[kind].push(id);
        return;
      }
      if (status === 0) history.unanswered += 1;
      else if (status === 503) history.refusedForNow += 1;
      else history.odd.push(`${status} ${kind} ${id}`);
      if (isStopped() && status !== 0 && status !== 503) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const writer = async (name: number) => {
    for (let n = 0; !isStopped(); n += 1) {
      const id = `w${name}-${n}`;
      const finished = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
      const changes = [{ sha: `sha-${id}`, committed_at: '2025-12-31T00:00:00Z' }];
      const deployment = {
        id,
        service: `service-${name % 3}`,
        environment: 'production',
        status: 'succeeded',
        finished_at: finished,
        changes,
      };
      await send('deployments', id, deployment, name % 2 === 0);
      if (n % 10 === 0)
        await send(
          'incidents',
          id,
          { id, title: 'Down', severity: 'SEV2', detected_at: finished, caused_by: id },
          name % 2 === 0,
        );
    }
  };
  const done = Promise.all(Array.from({ length: writers }, (_each, name) => writer(name)));
  return { history, done, lastAckMs: () => lastAck };
}

/** What the database has of the acknowledged, and what it has twice. */
async function reconcile({ acked }: History): Promise<{ lost: string[]; doubled: string[]; unlinked: number }> {
  const stored = new Set((await query<{ id: string }>('SELECT external_id AS id FROM deployment')).map(({ id }) => id));
  const incidents = new Set(
    (await query<{ id: string }>('SELECT external_id AS id FROM incident')).map(({ id }) => id),
  );
  const doubled = await query<{ id: string }>(`
    SELECT external_id AS id FROM deployment GROUP BY 1 HAVING count(*) > 1
    UNION ALL SELECT external_id FROM incident GROUP BY 1 HAVING count(*) > 1
    UNION ALL SELECT sha FROM change GROUP BY service_id, sha HAVING count(*) > 1
    UNION ALL SELECT kind || external_id FROM delivery WHERE result = 'created' GROUP BY kind, external_id HAVING count(*) > 1
    UNION ALL SELECT incident_id::text FROM incident_event WHERE kind = 'declared' GROUP BY 1 HAVING count(*) > 1`);
  const [halves] = await query<{ n: number }>(`
    SELECT (SELECT count(*) FROM deployment d WHERE (SELECT count(*) FROM arrival a WHERE a.deployment_id = d.id) <> 1)::int
      + (SELECT count(*) FROM incident WHERE caused_by_id IS NULL)::int AS n`);
  return {
    lost: [...acked.deployments.filter((id) => !stored.has(id)), ...acked.incidents.filter((id) => !incidents.has(id))],
    doubled: doubled.map(({ id }) => id),
    unlinked: halves?.n ?? -1,
  };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));

test(`${kills} kills of app and database: nothing acknowledged is lost, nothing is there twice, nothing by halves`, async () => {
  await begin({});
  let stopped = false;
  const { history, done, lastAckMs } = write(() => stopped);
  for (let kill = 0; kill < kills; kill += 1) {
    await pause();
    const both = kill % 3 === 2;
    if (kill % 3 === 0 || both) await server.stop('SIGKILL');
    if (kill % 3 === 1 || both) {
      killDatabase(database);
      database = await openDatabase({});
    }
    if (kill % 3 === 0 || both) server = await startApp();
    const back = monotonicMs();
    while (lastAckMs() < back) {
      expect(monotonicMs() - back, 'ms until the first acknowledgement after a restart').toBeLessThan(10_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  await pause();
  stopped = true;
  await done;
  expect(history.acked.deployments.length).toBeGreaterThan(kills * writers);
  expect(history.unanswered, 'calls that a kill cut off').toBeGreaterThan(0);
  expect(history.odd).toEqual([]);
  expect(await reconcile(history)).toEqual({ lost: [], doubled: [], unlinked: 0 });
});

test('control: a database that acknowledges before it writes loses some, and the reconciliation finds them', async () => {
  let lost: string[] = [];
  // Each full page of the log is written out, so one kill may fall where nothing acknowledged was left in memory.
  for (let kill = 0; lost.length === 0 && kill < 5; kill += 1) {
    if (kill > 0) await end();
    lost = (await reconcile(await killInMidAir())).lost;
  }
  expect(lost.length).toBeGreaterThan(0);
});

/** What was acknowledged until a database was killed that acknowledges from memory. */
async function killInMidAir(): Promise<History> {
  await begin({ synchronous_commit: 'off', wal_writer_delay: '10s' });
  let stopped = false;
  const { history, done } = write(() => stopped);
  await pause();
  await pause();
  const before: History = { ...history, acked: { deployments: [...history.acked.deployments], incidents: [] } };
  killDatabase(database);
  stopped = true;
  database = await openDatabase({});
  await done;
  return before;
}
