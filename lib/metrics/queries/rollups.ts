import sql, { empty, type Sql } from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Counts } from '../model/facts';
import { type Piece, rowOf } from '../model/window';
import { deploymentCounts, finishedDeployments, leadSums } from './counting';
import { scopeId, serviceScope } from './scope';
import { type LeadQuery, leadBucket, leadClock, leadMs } from './spans';

/** What one service (0: all of the query together) did in one piece of the window. */
export type CountRow = Counts & { serviceId: number; at: number };
export type LeadRow = {
  serviceId: number;
  at: number;
  isBot: boolean;
  counted: number;
  totalMs: number;
  negative: number;
  baseline: number;
  /** Pairs 'bucket,count' joined by ';'. */
  histogram: string;
};
/** `missing`: rows that would have answered, had they been there. */
export type PieceRows = { counts: CountRow[]; leads: LeadRow[]; missing: Period[]; stale: boolean };

/** Part of time; where facts of it are wanted, it begins and ends at edges of the pieces. */
export type Period = { from: Date; to: Date };
type Stored = { endsAt: number };
const ms = (column: Sql) => sql`(date_part('epoch', ${column}) * 1000)::float8`;
const keyOf = (from: number, to: number) => `${from} ${to}`;

/**
 * The rows of all pieces of a query: from the roll-ups where a piece has one that no mark lies over, else from the records, in the
 * snapshot of `db`. `each`: a row per service, else rows that only need adding up. Never wrong, only slower while stale.
 */
export async function readPieces(
  db: Queryable,
  query: LeadQuery,
  pieces: Piece[],
  each: boolean,
  withLead: boolean,
): Promise<PieceRows> {
  const [first] = pieces;
  const last = pieces.at(-1);
  const scope = scopeId(query.environments);
  if (!first || !last) return { counts: [], leads: [], missing: [], stale: false };
  if (scope === null) return { ...(await fromRecords(db, query, pieces, each, withLead)), missing: [], stale: false };

  // Of the last piece both rows that it could have: which one, depends on what is read here.
  const wanted = [...pieces.map((piece) => rowOf(piece, false)), rowOf(last, true)].filter((row) => row !== null);
  const within = sql`scope_id = ${scope} AND starts_at >= ${first.from} AND starts_at < ${last.to}
    AND (starts_at, ends_at) IN (SELECT * FROM unnest(${wanted.map(({ from }) => from)}::timestamptz[], ${wanted.map(({ to }) => to)}::timestamptz[]))
    ${each ? serviceOrDay(query) : sql`AND service_id = ANY(${[0, ...(query.services ?? [])]}::bigint[])`}`;
  const [days, leads, hours, isOver] = await Promise.all([
    db.sql<CountRow & Stored>(sql`
      SELECT service_id AS "serviceId", ${ms(sql`starts_at`)} AS at, ${ms(sql`ends_at`)} AS "endsAt", succeeded, failed,
        rolled_back AS "rolledBack", caused, reworked
      FROM rollup_day WHERE ${within}`),
    withLead
      ? db.sql<LeadRow & Stored>(sql`
          SELECT service_id AS "serviceId", ${ms(sql`starts_at`)} AS at, ${ms(sql`ends_at`)} AS "endsAt", is_bot AS "isBot", counted,
            total_ms AS "totalMs", negative, baseline, histogram
          FROM rollup_lead WHERE clock = ${leadClock(query.definition)}::lead_clock AND ${within}`)
      : [],
    db.sql<{ at: number }>(sql`
      SELECT DISTINCT ${ms(sql`hour`)} AS at FROM rollup_mark
      WHERE hour > ${new Date(first.from.getTime() - hourMs)} AND hour < ${last.day.to} ${serviceScope(query.services, sql`service_id`)}`),
    readIsOver(db, last),
  ]);
  // Service 0 stands for all services; with named services its rows only say which rows are complete.
  const complete = new Set(days.filter(({ serviceId }) => serviceId === 0).map(({ at, endsAt }) => keyOf(at, endsAt)));
  const isMarked = ({ from, to }: Period) => hours.some(({ at }) => at < to.getTime() && at + hourMs > from.getTime());
  const ready = new Set<string>();
  const missing: Period[] = [];
  const computed: Piece[] = [];
  for (const piece of pieces) {
    const row = rowOf(piece, piece === last && isOver);
    const key = row ? keyOf(row.from.getTime(), row.to.getTime()) : '';
    const isStale = hours.length > 0 && isMarked(row ?? piece);
    if (complete.has(key) && !isStale) ready.add(key);
    else computed.push(piece);
    if (row && !complete.has(key) && !isStale) missing.push(row);
  }
  const isWanted = (serviceId: number) => (each || query.services !== null ? serviceId !== 0 : serviceId === 0);
  const isReady = (row: { serviceId: number; at: number; endsAt: number }) =>
    isWanted(row.serviceId) && ready.has(keyOf(row.at, row.endsAt));
  const records = await fromRecords(db, query, computed, each, withLead);
  return {
    counts: [...days.filter(isReady), ...records.counts],
    leads: [...leads.filter(isReady), ...records.leads],
    missing,
    stale: hours.length > 0,
  };
}

/** Did nothing finish in what its day has after this piece? So it is with the running day, of which ranges leave out what is to come. */
async function readIsOver(db: Queryable, { to, day }: Piece): Promise<boolean> {
  const [row] = await db.sql<{ isOver: boolean }>(sql`
    SELECT NOT EXISTS (SELECT 1 FROM deployment d WHERE d.finished_at >= ${to} AND d.finished_at < ${day.to}) AS "isOver"`);
  return row?.isOver ?? false;
}

const hourMs = 3_600_000;

function serviceOrDay({ services }: LeadQuery): Sql {
  return services === null ? empty : sql`AND service_id = ANY(${[0, ...services]}::bigint[])`;
}

/** The same rows from the records. */
async function fromRecords(
  db: Queryable,
  query: LeadQuery,
  pieces: Piece[],
  each: boolean,
  withLead: boolean,
): Promise<Pick<PieceRows, 'counts' | 'leads'>> {
  if (pieces.length === 0) return { counts: [], leads: [] };
  const days = pieces.map(({ from, to }) => ({ startsAt: from, endsAt: to }));
  const startOf = (day: number) => pieces[day - 1]?.from.getTime() ?? 0;
  const [counts, leads] = await Promise.all([
    db.sql<CountRow & { day: number }>(sql`
      SELECT ${each ? sql`f.service_id` : sql`0::bigint`} AS "serviceId", f.day, ${deploymentCounts}
      FROM (${finishedDeployments(days, query.environments)} ${serviceScope(query.services, sql`d.service_id`)}) AS f
      GROUP BY 1, 2`),
    withLead
      ? db.sql<LeadRow & { day: number }>(sql`
          SELECT service_id AS "serviceId", day, is_bot AS "isBot", counted, total_ms AS "totalMs", negative, baseline, histogram
          FROM (${leadSums({
            days,
            environments: query.environments,
            services: query.services,
            per: each ? 'service' : 'all',
            values: sql`(VALUES (NULL, ${leadMs(query.definition)}, ${leadBucket(query.definition)})) AS lead (clock, ms, bucket)`,
          })}) AS sums`)
      : [],
  ]);
  const placed = <T extends { day: number }>(rows: T[]) => rows.map((row) => ({ ...row, at: startOf(row.day) }));
  return { counts: placed(counts), leads: placed(leads) };
}
