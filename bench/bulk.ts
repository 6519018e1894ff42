import pg from 'pg';
import { monotonicMs } from '@/lib/core/time';
import { ingestLines } from '@/lib/ingest/commands/bulk';
import { readLines } from '@/lib/server/body';
import { benchKey, deploymentEvent } from './events';
import { printTable } from './table';

const batchSize = 500;
const tables = ['deployment', 'change', 'deployment_change', 'arrival'] as const;

/** Bulk lines as a stream, against the bare INSERT … SELECT FROM unnest of the rows that they became. */
export async function benchBulk(
  withDatabase: <T>(run: (url: string) => Promise<T>) => Promise<T>,
  lines: number,
): Promise<boolean> {
  return withDatabase(async (url) => {
    console.log(`Sending ${lines.toLocaleString('en')} lines …`);
    const { actor } = await benchKey();
    const memory: number[] = [];
    const begun = monotonicMs();
    let last = '';
    for await (const answer of ingestLines(readLines(bulkBody(lines, memory)), { actor })) last = answer;
    const seconds = (monotonicMs() - begun) / 1000;
    if (!last.includes(`"accepted":${lines}`)) throw new Error(`not all lines were accepted: ${last}`);
    const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
    await client.connect();
    const bareSeconds = await bareInsert(client);
    await client.end();
    const rate = lines / seconds;
    const half = memory.slice(Math.floor(memory.length / 2));
    const growth = Math.max(...half) / Math.max(...memory.slice(0, Math.ceil(memory.length / 2)));
    return printTable('Bulk', [
      {
        what: 'deployments with 1.5 changes each',
        figure: `${Math.round(rate).toLocaleString('en')} lines/s`,
        target: '≥ 5,000 lines/s',
        holds: rate >= 5000,
      },
      {
        what: 'rate to that of the bare INSERT',
        figure: (bareSeconds / seconds).toFixed(2),
        target: '≥ 0.5',
        holds: bareSeconds / seconds >= 0.5,
      },
      {
        what: 'memory, second half to first half',
        figure: `${growth.toFixed(2)} (${Math.round(Math.max(...memory) / 1e6)} MB)`,
        target: '≤ 1.25',
        holds: growth <= 1.25,
      },
    ]);
  });
}

async function* bulkBody(lines: number, memory: number[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (let index = 0; index < lines; index += 1) {
    text += `${JSON.stringify({ type: 'deployment', ...deploymentEvent('bulk', index, Date.UTC(2025, 0, 1) + index * 30_000) })}\n`;
    if (text.length < 60_000) continue;
    yield encoder.encode(text);
    text = '';
    memory.push(process.memoryUsage().rss);
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield encoder.encode(text);
}

/** Seconds for the same rows into empty copies of the tables with the same indexes, in batches of the same size. */
async function bareInsert(client: pg.Client): Promise<number> {
  let seconds = 0;
  const columns = new Map<string, { name: string; type: string }[]>();
  for (const table of tables) {
    await client.query(`CREATE TABLE bare_${table} (LIKE ${table} INCLUDING ALL)`);
    const { rows } = await client.query<{ name: string; type: string }>(
      'SELECT column_name AS name, udt_name AS type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position',
      [table],
    );
    columns.set(table, rows);
  }
  const { rows: ends } = await client.query<{ first: string; last: string }>(
    'SELECT min(id)::text AS first, max(id)::text AS last FROM deployment',
  );
  for (let from = Number(ends[0]?.first ?? 0); from <= Number(ends[0]?.last ?? -1); from += batchSize) {
    const batch = await rowsOf(client, from, from + batchSize);
    const begun = monotonicMs();
    await client.query('BEGIN');
    for (const table of tables) {
      const of = columns.get(table) ?? [];
      const rows = batch[table];
      await client.query(
        `INSERT INTO bare_${table} SELECT * FROM unnest(${of.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})`,
        of.map(({ name }) => rows.map((row) => row[name])),
      );
    }
    await client.query('COMMIT');
    seconds += (monotonicMs() - begun) / 1000;
  }
  return seconds;
}

type Rows = Record<string, unknown>[];

async function rowsOf(client: pg.Client, from: number, to: number): Promise<Record<(typeof tables)[number], Rows>> {
  const links = 'SELECT change_id FROM deployment_change WHERE deployment_id >= $1 AND deployment_id < $2';
  const read = async (query: string): Promise<Rows> => (await client.query(query, [from, to])).rows;
  return {
    deployment: await read('SELECT * FROM deployment WHERE id >= $1 AND id < $2'),
    change: await read(`SELECT * FROM change WHERE id IN (${links})`),
    deployment_change: await read('SELECT * FROM deployment_change WHERE deployment_id >= $1 AND deployment_id < $2'),
    arrival: await read(`SELECT * FROM arrival WHERE change_id IN (${links})`),
  };
}
