import sql from 'sql-template-tag';
import { logger } from '@/lib/core/log';
import { monotonicMs } from '@/lib/core/time';
import { inTransaction, type Tx } from '@/lib/db/transaction';
import { type Day, deploymentCounts, finishedDeployments, leadSums, numberedDays } from './queries/counting';
import { allProduction, type EnvironmentScope, scopeId } from './queries/scope';

/**
 * The upkeep of the roll-ups. The one invariant: a mark becomes visible together with the data that it speaks of, and is removed
 * in the transaction that recomputes its days from the records, in a statement before the one that reads them. So a row without a
 * mark over its time equals its records, whatever the order of commits.
 */

/** Where something that a metric counts has changed: before or after, a mark for each. */
export type CountedAt = { serviceId: number; at: Date };

/** Marks the hours of these records as changed; belongs into the transaction that changes them. Never waits for anybody. */
export async function markRollups(tx: Tx, changed: CountedAt[]): Promise<void> {
  if (changed.length === 0) return;
  const services = changed.map(({ serviceId }) => serviceId);
  const instants = changed.map(({ at }) => at);
  await tx.sql(sql`
    INSERT INTO rollup_mark (service_id, hour)
    SELECT DISTINCT service_id, date_trunc('hour', at, 'UTC')
    FROM unnest(${services}::bigint[], ${instants}::timestamptz[]) AS changed (service_id, at)`);
}

/** Throws all roll-ups away, for a change that touches all of time: which environments are production. */
export async function dropRollups(tx: Tx): Promise<void> {
  await tx.sql(sql`SELECT pg_advisory_xact_lock(${keeperLock})`);
  await tx.sql(sql`DELETE FROM rollup_lead`);
  await tx.sql(sql`DELETE FROM rollup_day`);
}

// How many days, and parts of days, are kept because readers asked for them, who choose zones, environments and edges of windows at
// will. What has no room is read from the records: right all the same, only slower.
const mostAsked = { days: 20_000, parts: 500 };

// Conditions on a roll-up row. A day of a clock change has no 24 hours: it goes as parts do, and comes back when asked for.
const isPart = sql`ends_at - starts_at <> interval '24 hours'`;
const isAskedDay = sql`NOT (${isPart}) AND (scope_id <> 0 OR starts_at <> date_trunc('day', starts_at, 'UTC'))`;

/** How many more rows readers may ask for. */
async function readRoom(tx: Tx): Promise<{ days: number; parts: number }> {
  const [kept] = await tx.sql<{ days: number; parts: number }>(sql`
    SELECT count(*) FILTER (WHERE ${isAskedDay})::int AS days, count(*) FILTER (WHERE ${isPart})::int AS parts
    FROM rollup_day WHERE service_id = 0`);
  if (!kept) throw new Error('a count without a row');
  return { days: mostAsked.days - kept.days, parts: mostAsked.parts - kept.parts };
}

/** Throws away the rows of parts of days, whose windows moved on, and when there is no room for more the days that readers asked for; those still wanted come back. */
export async function trimRollups(): Promise<void> {
  const { days } = await inTransaction(async (tx) => {
    await tx.sql(sql`SELECT pg_advisory_xact_lock(${keeperLock})`);
    await tx.sql(sql`DELETE FROM rollup_lead WHERE ${isPart}`);
    await tx.sql(sql`DELETE FROM rollup_day WHERE ${isPart}`);
    return readRoom(tx);
  });
  if (days > 0) return;
  // A few at a time: each has a row for every service, and the keeper waits.
  for (let left = mostAsked.days; left > 0; left -= daysPerTrim) await dropOldestAsked();
}

const daysPerTrim = 1000;

function dropOldestAsked(): Promise<void> {
  const oldest = sql`(scope_id, starts_at, ends_at) IN (
    SELECT scope_id, starts_at, ends_at FROM rollup_day WHERE service_id = 0 AND ${isAskedDay}
    ORDER BY starts_at, scope_id LIMIT ${daysPerTrim})`;
  return inTransaction(async (tx) => {
    await tx.sql(sql`SELECT pg_advisory_xact_lock(${keeperLock})`);
    await tx.sql(sql`DELETE FROM rollup_lead WHERE ${oldest}`);
    await tx.sql(sql`DELETE FROM rollup_day WHERE ${oldest}`);
  });
}

const keeperLock = 7_241_002;
const daysPerPass = 31;
const gatherMs = 300;
const store = globalThis as typeof globalThis & {
  fairleadKeeper?: { running: boolean; wanted: boolean };
  fairleadBuilding?: boolean;
};

/** Brings the roll-ups up to date soon, in the background; calls in between are gathered. */
export function refreshRollupsSoon(): void {
  store.fairleadKeeper ??= { running: false, wanted: false };
  const keeper = store.fairleadKeeper;
  keeper.wanted = true;
  if (keeper.running) return;
  keeper.running = true;
  const work = async () => {
    keeper.wanted = false;
    const begun = monotonicMs();
    let hasWorked = false;
    try {
      hasWorked = await refreshRollups();
    } catch (error) {
      logger.warn({ err: error }, 'roll-ups could not be refreshed; numbers are computed from the records meanwhile');
    }
    // It rests as long as it worked, so that a stream of writes keeps at least half of the machine. Readers are right meanwhile.
    if (hasWorked || keeper.wanted) setTimeout(work, Math.max(gatherMs, monotonicMs() - begun));
    else keeper.running = false;
  };
  setTimeout(work, gatherMs);
}

/**
 * One pass: takes the marks of up to 31 UTC days, newest first, drops every roll-up row over their hours and recomputes the UTC
 * days. Returns true when there was something to do. Does nothing while another process is at it.
 */
export function refreshRollups(): Promise<boolean> {
  return inTransaction(async (tx) => {
    const [lock] = await tx.sql<{ taken: boolean }>(sql`SELECT pg_try_advisory_xact_lock(${keeperLock}) AS taken`);
    if (!lock?.taken) return false;
    const hours = await tx.sql<{ hour: Date }>(sql`
      WITH days AS (
        SELECT date_trunc('day', hour, 'UTC') AS day FROM rollup_mark GROUP BY 1 ORDER BY 1 DESC LIMIT ${daysPerPass}),
      taken AS (
        DELETE FROM rollup_mark USING days WHERE hour >= day AND hour < day + interval '24 hours' RETURNING hour)
      SELECT DISTINCT hour FROM taken`);
    if (hours.length === 0) return false;
    const touched = hours.map(({ hour }) => hour);
    // A local day has at most 26 hours, so only rows that begin within 26 hours before a touched hour's end can hold it.
    const overTouched = sql`
      USING unnest(${touched}::timestamptz[]) AS touched (hour)
      WHERE starts_at < hour + interval '1 hour' AND starts_at > hour - interval '26 hours' AND ends_at > hour`;
    await tx.sql(sql`DELETE FROM rollup_lead ${overTouched}`);
    await tx.sql(sql`DELETE FROM rollup_day ${overTouched}`);
    const starts = [...new Set(touched.map((hour) => Math.floor(hour.getTime() / dayMs) * dayMs))].sort(
      (a, b) => a - b,
    );
    await computeDays(
      tx,
      allProduction,
      starts.map((start) => ({ startsAt: new Date(start), endsAt: new Date(start + dayMs) })),
    );
    return true;
  });
}

const dayMs = 86_400_000;

/**
 * Computes days, and parts of days, that nobody has asked for before (another zone, one environment, the edges of a window), as far
 * as there is room for them, under the same lock as every other writer.
 */
export function ensureRollups(scope: EnvironmentScope, days: Day[]): Promise<void> {
  return inTransaction(async (tx) => {
    const [lock] = await tx.sql<{ taken: boolean }>(sql`SELECT pg_try_advisory_xact_lock(${keeperLock}) AS taken`);
    const id = scopeId(scope);
    if (!lock?.taken || id === null) return;
    const present = await tx.sql<Day>(sql`
      SELECT starts_at AS "startsAt", ends_at AS "endsAt" FROM rollup_day
      WHERE service_id = 0 AND scope_id = ${id} AND starts_at = ANY(${days.map(({ startsAt }) => startsAt)}::timestamptz[])`);
    const known = new Set(present.map(({ startsAt, endsAt }) => `${startsAt.getTime()} ${endsAt.getTime()}`));
    const missing = days.filter(({ startsAt, endsAt }) => !known.has(`${startsAt.getTime()} ${endsAt.getTime()}`));
    if (missing.length === 0) return;
    const room = await readRoom(tx);
    const fits = ({ startsAt, endsAt }: Day) => {
      if (endsAt.getTime() - startsAt.getTime() !== dayMs) return room.parts-- > 0;
      return (id === 0 && startsAt.getTime() % dayMs === 0) || room.days-- > 0;
    };
    await computeDays(tx, scope, missing.filter(fits));
  });
}

/** Writes the rows of days, and of what an edge leaves of one, from the records, for every service and for all together (service 0, which marks the day as complete). */
async function computeDays(tx: Tx, scope: EnvironmentScope, days: Day[]): Promise<void> {
  const id = scopeId(scope);
  if (days.length === 0 || id === null) return;
  await tx.sql(sql`
    INSERT INTO rollup_day (service_id, scope_id, starts_at, ends_at, succeeded, failed, rolled_back, caused, reworked)
    SELECT counted.service_id, ${id}, starts_at, ends_at, succeeded, failed, "rolledBack", caused, reworked
    FROM (
      SELECT coalesce(f.service_id, 0) AS service_id, f.day, ${deploymentCounts}
      FROM (${finishedDeployments(days, scope)}) AS f GROUP BY GROUPING SETS ((f.service_id, f.day), (f.day))) AS counted
    JOIN ${numberedDays(days)} USING (day)`);
  await tx.sql(sql`
    INSERT INTO rollup_day (service_id, scope_id, starts_at, ends_at, succeeded, failed, rolled_back, caused, reworked)
    SELECT 0, ${id}, starts_at, ends_at, 0, 0, 0, 0, 0 FROM ${numberedDays(days)} ON CONFLICT DO NOTHING`);
  await tx.sql(sql`
    INSERT INTO rollup_lead (service_id, scope_id, starts_at, ends_at, clock, is_bot, counted, total_ms, negative, baseline, histogram)
    SELECT service_id, ${id}, starts_at, ends_at, clock, is_bot, counted, total_ms, negative, baseline, histogram
    FROM (${leadSums({
      days,
      environments: scope,
      services: null,
      per: 'both',
      values: sql`(VALUES ('merge'::lead_clock, a.merge_ms, a.merge_bucket), ('commit'::lead_clock, a.commit_ms, a.commit_bucket))
        AS lead (clock, ms, bucket)`,
    })}) AS sums JOIN ${numberedDays(days)} USING (day)`);
}

/** Days and parts of days that were asked for and are not rolled up yet; built in the background after the answer. */
export function ensureRollupsSoon(scope: EnvironmentScope, days: Day[], now: Date): void {
  const begun = days.filter(({ startsAt }) => startsAt <= now);
  if (begun.length === 0 || store.fairleadBuilding) return;
  store.fairleadBuilding = true;
  const build = async () => {
    try {
      // A few weeks at a time, newest first, so that the lock is never held for long.
      for (let end = begun.length; end > 0; end -= daysPerPass)
        await ensureRollups(scope, begun.slice(Math.max(0, end - daysPerPass), end));
    } catch (error) {
      logger.warn({ err: error }, 'roll-ups could not be built; numbers are computed from the records meanwhile');
    } finally {
      store.fairleadBuilding = false;
    }
  };
  setTimeout(build, gatherMs);
}
