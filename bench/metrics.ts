import pg from 'pg';
import sql from 'sql-template-tag';
import { monotonicMs, now } from '@/lib/core/time';
import { closeDatabase, primarySql, queryable, readSnapshot } from '@/lib/db/pool';
import { refreshRollups } from '@/lib/metrics/commands';
import { loadOverview } from '@/lib/metrics/load';
import { readWindow } from '@/lib/metrics/model/window';
import { readDora } from '@/lib/metrics/queries/dora';
import { readServiceMetrics } from '@/lib/metrics/queries/services';
import { metricsQuery } from '@/lib/metrics/schema';
import { measurePage } from './page';
import { plainDora } from './plain';
import { seedHistory } from './seed';
import { ms, printTable, type Row, type Timing, time } from './table';

type WithDatabase = <T>(run: (url: string) => Promise<T>) => Promise<T>;
type Measured = {
  size: number;
  ninety: Timing;
  dates: Timing;
  zone: Timing;
  overview: Timing;
  services: Timing;
  twoYears: Timing;
  plainNinety: Timing;
  plainTwoYears: Timing;
  keeperMs: number;
  page: Row[] | null;
};

/** Cost of the metrics at several sizes of history, against plain SQL over the same rows. */
export async function benchMetrics(withDatabase: WithDatabase, sizes: number[]): Promise<boolean> {
  const measured: Measured[] = [];
  for (const size of sizes) measured.push(await withDatabase((url) => measure(url, size, size === sizes.at(-1))));
  const small = measured[0];
  const large = measured.at(-1);
  if (!small || !large) return true;
  const rows: Row[] = measured.flatMap((at) => [
    { what: `${at.size.toLocaleString('en')} deployments: roll-ups of two years built`, figure: ms(at.keeperMs) },
    { what: '  the last 90 days, all services, UTC', figure: both(at.ninety) },
    { what: '  90 whole days, all services, UTC', figure: both(at.dates) },
    { what: '  the last 90 days, all services, Asia/Kolkata', figure: both(at.zone) },
    { what: '  what the overview reads, 30 days', figure: both(at.overview) },
    { what: '  90 days, service by service', figure: both(at.services) },
    { what: '  two years, all services', figure: both(at.twoYears) },
    { what: '  the same 90 days by plain SQL', figure: both(at.plainNinety) },
    { what: '  the same two years by plain SQL', figure: both(at.plainTwoYears) },
  ]);
  const growth = (of: 'ninety' | 'dates') => large[of].medianMs / small[of].medianMs;
  const faster = large.plainNinety.medianMs / large.ninety.medianMs;
  const fasterYears = large.plainTwoYears.medianMs / large.twoYears.medianMs;
  return printTable('Metrics', [
    ...rows,
    { what: '90 days, p95', figure: ms(large.ninety.p95Ms), target: '< 100 ms', holds: large.ninety.p95Ms < 100 },
    ...(['ninety', 'dates'] as const).map((of) => ({
      what: `cost at ${large.size.toLocaleString('en')} to ${small.size.toLocaleString('en')}, ${of === 'dates' ? 'whole days' : 'the last 90 days'}`,
      figure: growth(of).toFixed(2),
      target: '≤ 1.5',
      holds: growth(of) <= 1.5,
    })),
    {
      what: 'data of the overview, p95',
      figure: ms(large.overview.p95Ms),
      target: '< 150 ms',
      holds: large.overview.p95Ms < 150,
    },
    {
      what: 'faster than plain SQL, 90 days',
      figure: `${faster.toFixed(0)} times`,
      target: '≥ 10 times',
      holds: faster >= 10,
    },
    {
      what: 'faster than plain SQL, two years',
      figure: `${fasterYears.toFixed(0)} times`,
      target: '≥ 50 times',
      holds: fasterYears >= 50,
    },
    ...(large.page ?? []),
  ]);
}

const viewer = {
  kind: 'user',
  id: '',
  email: 'bench@example.com',
  name: 'bench',
  role: 'viewer',
  sessionHash: Buffer.alloc(0),
} as const;

const both = ({ medianMs, p95Ms }: Timing) => `${ms(medianMs)}, p95 ${ms(p95Ms)}`;

async function measure(url: string, size: number, withPage: boolean): Promise<Measured> {
  console.log(`Seeding ${size.toLocaleString('en')} deployments …`);
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
  await client.connect();
  await seedHistory(queryable(client), size, now());
  await client.end();
  console.log('Building roll-ups …');
  const begun = monotonicMs();
  await primarySql(sql`
    INSERT INTO rollup_mark (service_id, hour)
    SELECT 1, generate_series(date_trunc('hour', min(finished_at)), max(finished_at), interval '1 hour') FROM deployment`);
  while (await refreshRollups());
  const keeperMs = monotonicMs() - begun;
  for (const table of [sql`rollup_day`, sql`rollup_lead`]) await primarySql(sql`VACUUM ANALYZE ${table}`);
  const call = (search: Record<string, string>) => async () =>
    JSON.stringify((await readDora(metricsQuery.parse(search))).answer);
  // Days that nobody asked for before are built in the background; afterwards they are there.
  for (const search of [{ range: '90d' }, { range: '90d', tz: 'Asia/Kolkata' }]) {
    for (let i = 0; i < 20; i += 1) {
      await call(search)();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  const [from, to] = [91, 1].map((days) => new Date(now().getTime() - days * 86_400_000).toISOString().slice(0, 10));
  const dates = { from: from ?? '', to: to ?? '' };
  const years = { from: new Date(now().getTime() - 729 * 86_400_000).toISOString().slice(0, 10) };
  const plain = (search: { range?: '90d'; from?: string }, unit: 'day' | 'month') => () =>
    readSnapshot((db) => plainDora(db, readWindow({ ...search, tz: 'UTC' }, now()), unit));
  console.log('Measuring …');
  const result = {
    size,
    keeperMs,
    ninety: await time(call({ range: '90d' }), 200, 20),
    dates: await time(call(dates), 200, 20),
    zone: await time(call({ range: '90d', tz: 'Asia/Kolkata' }), 100, 10),
    overview: await time(() => loadOverview(viewer, { range: '30d' }), 100, 10),
    services: await time(() => readServiceMetrics(viewer, metricsQuery.parse({ range: '90d' })), 50, 5),
    twoYears: await time(call(years), 60, 5),
    plainNinety: await time(plain({ range: '90d' }, 'day'), 7, 2),
    plainTwoYears: await time(plain(years, 'month'), 3, 1),
    page: withPage ? await measurePage(url) : null,
  };
  await closeDatabase();
  return result;
}
