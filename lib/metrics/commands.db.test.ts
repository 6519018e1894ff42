import sql from 'sql-template-tag';
import { beforeEach, expect, test } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { ensureRollups, trimRollups } from './commands';
import { allProduction, type EnvironmentScope } from './queries/scope';

const hourMs = 3_600_000;
const start = Date.parse('2020-01-01T00:00:00Z');
const span = (fromHours: number, toHours: number) => ({
  startsAt: new Date(start + fromHours * hourMs),
  endsAt: new Date(start + toHours * hourMs),
});
const daysOf = (count: number, offsetHours: number) =>
  Array.from({ length: count }, (_, day) => span(24 * day + offsetHours, 24 * (day + 1) + offsetHours));
const staging: EnvironmentScope = { kind: 'named', ids: [7] };

const rows = () =>
  primarySql<{ scope: number; at: Date }>(
    sql`SELECT scope_id AS scope, starts_at AS at FROM rollup_day WHERE service_id = 0 ORDER BY 1, 2`,
  );
/** As if readers had asked for so many days of a zone 30 minutes off, each with a row of a service. */
const fill = async (count: number) => {
  await primarySql(sql`
    INSERT INTO rollup_day (service_id, scope_id, starts_at, ends_at, succeeded, failed, rolled_back, caused, reworked)
    SELECT service_id, 0, at, at + interval '24 hours', 0, 0, 0, 0, 0 FROM (VALUES (0), (5)) AS s (service_id),
      generate_series(1, ${count}::int) AS n, LATERAL (SELECT '1970-01-01T00:30Z'::timestamptz + n * interval '24 hours' AS at) AS d`);
  await primarySql(sql`
    INSERT INTO rollup_lead (service_id, scope_id, starts_at, ends_at, clock, is_bot, counted, total_ms, negative, baseline, histogram)
    SELECT service_id, scope_id, starts_at, ends_at, 'merge', false, 0, 0, 0, 0, '' FROM rollup_day`);
};

beforeEach(async () => {
  await primarySql(sql`DELETE FROM rollup_lead`);
  await primarySql(sql`DELETE FROM rollup_day`);
});

test('tidying up drops the rows of parts of days and keeps those of days', async () => {
  await ensureRollups(allProduction, [span(10, 24), span(24, 48), span(48, 57.5)]);
  await ensureRollups(staging, [span(24, 48)]);
  expect(await rows()).toHaveLength(4);
  await trimRollups();
  expect(await rows()).toEqual([
    { scope: 0, at: span(24, 48).startsAt },
    { scope: 7, at: span(24, 48).startsAt },
  ]);
});

test('however many windows are asked for, few parts of days are kept', async () => {
  const everyQuarter = Array.from({ length: 95 }, (_, quarter) => quarter / 4 + 0.25);
  for (let day = 0; day < 8; day += 1)
    for (const end of everyQuarter) await ensureRollups(allProduction, [span(24 * day, 24 * day + end)]);
  expect(await rows()).toHaveLength(500);
  // Days are not in their way, and after tidying up there is room again.
  await ensureRollups(allProduction, daysOf(3, 0.5));
  expect(await rows()).toHaveLength(503);
  await trimRollups();
  await ensureRollups(allProduction, [span(0, 1)]);
  expect(await rows()).toHaveLength(4);
});

test('however many zones and environments are asked for, so many days are kept and no more', async () => {
  await ensureRollups(allProduction, daysOf(2, 0));
  await fill(19_990);
  await ensureRollups(allProduction, daysOf(6, 5.5));
  await ensureRollups(staging, daysOf(6, 0));
  expect(await rows()).toHaveLength(2 + 20_000);
  // UTC's days of production are the keeper's own; parts have room of their own.
  await ensureRollups(allProduction, daysOf(4, 0));
  await ensureRollups(allProduction, [span(0, 1)]);
  expect(await rows()).toHaveLength(4 + 20_000 + 1);
  await trimRollups();
  expect(await rows()).toEqual(daysOf(4, 0).map(({ startsAt }) => ({ scope: 0, at: startsAt })));
  const [left] = await primarySql<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM rollup_lead
    WHERE (service_id, scope_id, starts_at, ends_at) NOT IN (SELECT service_id, scope_id, starts_at, ends_at FROM rollup_day)`);
  expect(left?.n).toBe(0);
  await ensureRollups(staging, daysOf(6, 0));
  expect(await rows()).toHaveLength(10);
});
