import sql from 'sql-template-tag';
import { POST } from '@/app/api/v1/deployments/route';
import { monotonicMs, now } from '@/lib/core/time';
import { listenTo } from '@/lib/db/listen';
import { primarySql } from '@/lib/db/pool';
import { readDora } from '@/lib/metrics/queries/dora';
import { metricsQuery } from '@/lib/metrics/schema';
import { benchKey, deploymentEvent } from './events';
import { ms, printTable, type Row } from './table';

/** Callers at once: a small team's pipelines, and a busy hour. Calls that come together share a transaction. */
const concurrencies = [8, 32];

/** Single calls against a bare handler with one raw INSERT, and how soon an acknowledged event is in the numbers and announced. */
export async function benchPosts(
  withDatabase: <T>(run: (url: string) => Promise<T>) => Promise<T>,
  calls: number,
): Promise<boolean> {
  return withDatabase(async () => {
    console.log(`Sending ${calls.toLocaleString('en')} single calls …`);
    const { key } = await benchKey();
    await primarySql(sql`
      CREATE TABLE bare_event (id bigserial PRIMARY KEY, external_id text NOT NULL UNIQUE, service text NOT NULL, status text NOT NULL,
        finished_at timestamptz NOT NULL, body jsonb NOT NULL)`);
    const product = (prefix: string) => async (index: number) => {
      const body = JSON.stringify(deploymentEvent(prefix, index, now().getTime() - 3_600_000));
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      const answer = await POST(new Request('http://127.0.0.1/api/v1/deployments', { method: 'POST', headers, body }), {
        params: Promise.resolve({}),
      });
      await answer.text();
      if (answer.status !== 201) throw new Error(`answered ${answer.status}`);
    };
    const bare = (prefix: string) => async (index: number) => {
      const request = new Request('http://127.0.0.1/', {
        method: 'POST',
        body: JSON.stringify(deploymentEvent(prefix, index, now().getTime())),
      });
      const event = JSON.parse(await request.text());
      await primarySql(sql`
        INSERT INTO bare_event (external_id, service, status, finished_at, body)
        VALUES (${event.id}, ${event.service}, ${event.status}, ${event.finished_at}::timestamptz, ${JSON.stringify(event)}::jsonb)`);
      await new Response(JSON.stringify({ id: event.id }), { status: 201 }).text();
    };
    const rows: Row[] = [];
    for (const writers of concurrencies) {
      const rate = async (call: (prefix: string) => (index: number) => Promise<void>, name: string) => {
        await rateOf(call(`${name}-${writers}-warm`), 200, writers);
        return rateOf(call(`${name}-${writers}`), calls, writers);
      };
      const [ours, theirs] = [await rate(product, 'p'), await rate(bare, 'b')];
      const isBusy = writers === Math.max(...concurrencies);
      rows.push(
        { what: `POST of a deployment with changes, ${writers} at once`, figure: `${Math.round(ours)} calls/s` },
        { what: `bare handler with one raw INSERT, ${writers} at once`, figure: `${Math.round(theirs)} calls/s` },
        {
          what: 'rate to the bare handler',
          figure: (ours / theirs).toFixed(2),
          ...(isBusy ? { target: '≥ 0.4', holds: ours / theirs >= 0.4 } : {}),
        },
      );
    }
    const fresh = await freshness(product('f'), 200);
    return printTable('Single calls', [
      ...rows,
      {
        what: 'acknowledged → in the numbers, p99',
        figure: ms(fresh.numbersMs),
        target: '< 1,000 ms',
        holds: fresh.numbersMs < 1000,
      },
      {
        what: 'acknowledged → overview told, p99',
        figure: ms(fresh.announcedMs),
        target: '< 1,000 ms',
        holds: fresh.announcedMs < 1000,
      },
    ]);
  });
}

async function rateOf(call: (index: number) => Promise<void>, calls: number, writers: number): Promise<number> {
  const begun = monotonicMs();
  let next = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (next < calls) await call(next++);
    }),
  );
  return calls / ((monotonicMs() - begun) / 1000);
}

async function freshness(
  call: (index: number) => Promise<void>,
  runs: number,
): Promise<{ numbersMs: number; announcedMs: number }> {
  const numbers: number[] = [];
  const announced: number[] = [];
  const count = async () =>
    (await readDora(metricsQuery.parse({ range: '7d' }))).answer.change_failure_rate.deployments;
  for (let index = 0; index < runs; index += 1) {
    const before = await count();
    let stop = () => {};
    const told = new Promise<number>((resolve) => {
      stop = listenTo('overview', () => resolve(monotonicMs()));
    });
    await call(index);
    const acknowledged = monotonicMs();
    while ((await count()) <= before);
    numbers.push(monotonicMs() - acknowledged);
    announced.push(Math.max(0, (await told) - acknowledged));
    stop();
  }
  const p99 = (values: number[]) => values.sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? 0;
  return { numbersMs: p99(numbers), announcedMs: p99(announced) };
}
