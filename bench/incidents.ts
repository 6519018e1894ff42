import http from 'node:http';
import pg from 'pg';
import sql from 'sql-template-tag';
import { monotonicMs, now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { startServer, type TestServer, testAdminKey } from '@/lib/testing/server';
import { sessionCookie } from '@/lib/testing/visitors';
import { ms, printTable, type Row, time } from './table';
import { until, type Viewer, watch } from './viewers';

const writers = 20;
const viewers = 200;
const secrets = {
  NEXTAUTH_SECRET: 'only for the benchmark, of 32 characters',
  FAIRLEAD_ENCRYPTION_KEY: 'only for the benchmark, of 32 characters',
};

/** One incident that everybody writes to and looks at, on a production server: its write rate, its pages, its live stream. */
export async function benchIncidents(
  withDatabase: <T>(run: (url: string) => Promise<T>) => Promise<T>,
  { events, entries }: { events: number; entries: number },
): Promise<boolean> {
  return withDatabase(async (url) => {
    const server = await startServer(url, { ...secrets, LOG_LEVEL: 'error' });
    try {
      console.log(`${writers} writers, ${events.toLocaleString('en')} entries …`);
      const { key, rows: written } = await writeRoom(server, events, url);
      console.log('Reading the war room …');
      const read = await readRoom(server, key);
      console.log(`${viewers} viewers, ${entries} entries …`);
      return printTable(`One incident of ${events.toLocaleString('en')} entries`, [
        ...written,
        ...read,
        ...(await watchRoom(server, key, entries)),
      ]);
    } finally {
      await server.stop();
    }
  });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: writers });

/** POST over connections that stay open, as a pipeline's client does, again where it is told to come back; answers the parsed body. */
async function post(url: string, body: unknown): Promise<{ seq: number; key: string }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${testAdminKey}` };
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
  if (status === 201) return JSON.parse(text);
  if (status === 503) return post(url, body);
  throw new Error(`${status} ${text}`);
}

const kinds = ['note', 'note', 'decision', 'hypothesis'];
const entry = (index: number) => ({
  kind: kinds[index % 4],
  text: `Entry ${index}: the pool of connections is exhausted`,
});

/** Spreads `calls` over writers that send one after the other; answers calls per second. */
async function rateOf(calls: number, call: (index: number, writer: number) => Promise<unknown>): Promise<number> {
  const begun = monotonicMs();
  let next = 0;
  await Promise.all(
    Array.from({ length: writers }, async (_each, writer) => {
      while (next < calls) await call(next++, writer);
    }),
  );
  return calls / ((monotonicMs() - begun) / 1000);
}

async function writeRoom(
  server: TestServer,
  events: number,
  databaseUrl: string,
): Promise<{ key: string; rows: Row[] }> {
  const declared = (id: string) =>
    post(`${server.url}/api/v1/incidents`, {
      id,
      title: 'Login returns 503',
      severity: 'SEV1',
      services: ['login'],
      environment: 'production',
      detected_at: now().toISOString(),
    });
  const [warm, { key }] = [await declared('warm'), await declared('bench')];
  await rateOf(200, (index) => post(`${server.url}/api/v1/incidents/${warm.key}/timeline`, entry(index)));
  const rate = await rateOf(events, (index) => post(`${server.url}/api/v1/incidents/${key}/timeline`, entry(index)));
  const [log] = await primarySql<{ contiguous: boolean; notes: number }>(sql`
    SELECT max(e.seq) = count(*) AND min(e.seq) = 1 AND max(e.seq) = max(i.last_seq) AS contiguous,
      count(*) FILTER (WHERE e.kind IN ('note', 'decision', 'hypothesis'))::int AS notes
    FROM incident i JOIN incident_event e ON e.incident_id = i.id WHERE 'INC-' || i.number = ${key}`);
  const bare = await bareRate(databaseUrl, events);
  const isWhole = log?.contiguous === true && log.notes === events;
  return {
    key,
    rows: [
      {
        what: `${writers} writers of one incident, over HTTP`,
        figure: `${Math.round(rate)} entries/s`,
        target: '≥ 150',
        holds: rate >= 150,
      },
      { what: 'its numbers', figure: isWhole ? '1 … n, none missing' : 'BROKEN', target: '1 … n', holds: isWhole },
      { what: `bare INSERT under the same kind of lock, ${writers} at once`, figure: `${Math.round(bare)} rows/s` },
      { what: 'rate to the bare INSERT', figure: (rate / bare).toFixed(2) },
    ],
  };
}

/** The same discipline with nothing around it: BEGIN, the row lock, one INSERT, the counter, COMMIT, straight to the database. */
async function bareRate(databaseUrl: string, rows: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: writers });
  await pool.query('CREATE TABLE bare_incident (id int PRIMARY KEY, last_seq int NOT NULL)');
  await pool.query(
    'CREATE TABLE bare_row (incident_id int, seq int, text text NOT NULL, PRIMARY KEY (incident_id, seq))',
  );
  await pool.query('INSERT INTO bare_incident VALUES (1, 0)');
  const clients = await Promise.all(Array.from({ length: writers }, () => pool.connect()));
  const rate = await rateOf(rows, async (index, writer) => {
    const client = clients[writer];
    if (!client) throw new Error('no connection');
    await client.query('BEGIN');
    const locked = await client.query('SELECT last_seq FROM bare_incident WHERE id = 1 FOR NO KEY UPDATE');
    const seq = Number(locked.rows[0].last_seq) + 1;
    await client.query('INSERT INTO bare_row VALUES (1, $1, $2)', [seq, entry(index).text]);
    await client.query('UPDATE bare_incident SET last_seq = $1 WHERE id = 1', [seq]);
    await client.query('COMMIT');
  });
  for (const client of clients) client.release();
  await pool.end();
  return rate;
}

async function readRoom(server: TestServer, key: string): Promise<Row[]> {
  const user = await makeUser('responder');
  const cookie = await sessionCookie(user.sessionId, secrets.NEXTAUTH_SECRET);
  const get = (path: string) => async () => {
    const answer = await fetch(`${server.url}${path}`, { headers: { cookie } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    return text;
  };
  const page = await time(get(`/incidents/${key}`), 60, 15);
  const api = await time(get(`/api/v1/incidents/${key}`), 60, 15);
  const kilobytes = (await get(`/incidents/${key}`)()).length / 1024;
  return [
    { what: 'its war room as a page, p95', figure: ms(page.p95Ms), target: '< 200 ms', holds: page.p95Ms < 200 },
    { what: 'HTML of that page', figure: `${kilobytes.toFixed(0)} KB` },
    { what: 'GET of it by the API, p95', figure: ms(api.p95Ms), target: '< 200 ms', holds: api.p95Ms < 200 },
  ];
}

async function watchRoom(server: TestServer, key: string, entries: number): Promise<Row[]> {
  const people = await Promise.all(Array.from({ length: 10 }, () => makeUser('viewer')));
  const cookies = await Promise.all(people.map((user) => sessionCookie(user.sessionId, secrets.NEXTAUTH_SECRET)));
  const [head] = await primarySql<{ seq: number }>(
    sql`SELECT last_seq AS seq FROM incident WHERE 'INC-' || number = ${key}`,
  );
  const first = head?.seq ?? 0;
  let received = 0;
  const streams: Viewer[] = [];
  for (let index = 0; index < viewers; index += 1) {
    const cookie = cookies[index % cookies.length] ?? '';
    const address = `${server.url}/api/live/incident:${key}?after=${first}`;
    streams.push(await watch(address, { cookie }, () => (received += 1)));
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const [fromStart, fromAnswer]: [number[], number[]] = [[], []];
  for (let index = 0; index < entries; index += 1) {
    const begun = monotonicMs();
    const { seq } = await post(`${server.url}/api/v1/incidents/${key}/timeline`, entry(index));
    const answered = monotonicMs();
    await until(() => received >= (index + 1) * viewers, 10_000);
    for (const { atMs } of streams) {
      const came = atMs.get(seq) ?? Number.POSITIVE_INFINITY;
      fromStart.push(came - begun);
      fromAnswer.push(Math.max(0, came - answered));
    }
    // Irregular, so that entries meet streams between their polls as well as in them.
    await new Promise((resolve) => setTimeout(resolve, (index * 37) % 130));
  }
  const burst = 10 * writers;
  await rateOf(burst, (index) => post(`${server.url}/api/v1/incidents/${key}/timeline`, entry(index)));
  await until(() => received >= (entries + burst) * viewers, 15_000);
  for (const stream of streams) stream.close();
  const table = await primarySql<{ seq: number }>(sql`
    SELECT e.seq FROM incident i JOIN incident_event e ON e.incident_id = i.id
    WHERE 'INC-' || i.number = ${key} AND e.seq > ${first} ORDER BY e.seq`);
  const wanted = table.map(({ seq }) => seq).join();
  const odd = streams.filter(({ seqs }) => seqs.join() !== wanted).length;
  const at = (values: number[], p: number) => values.sort((a, b) => a - b)[Math.ceil(values.length * p) - 1] ?? 0;
  const p99 = at(fromAnswer, 0.99);
  return [
    { what: `acknowledged → each of ${viewers} viewers, p50`, figure: ms(at(fromAnswer, 0.5)) },
    { what: `acknowledged → each of ${viewers} viewers, p99`, figure: ms(p99), target: '< 500 ms', holds: p99 < 500 },
    {
      what: `sent → each of ${viewers} viewers, p50, p99`,
      figure: `${ms(at(fromStart, 0.5))}, ${ms(at(fromStart, 0.99))}`,
    },
    {
      what: 'viewers whose list is not the table, a burst included',
      figure: `${odd} of ${viewers}`,
      target: '0',
      holds: odd === 0,
    },
  ];
}
