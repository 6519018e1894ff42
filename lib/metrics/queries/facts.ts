import sql, { empty, type Sql } from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import { type Facts, noFacts, spansOf } from '../model/facts';
import type { Piece } from '../model/window';
import { type CountRow, type LeadRow, type Period, readPieces } from './rollups';
import { countedIncident, incidentScope, serviceScope } from './scope';
import { addHistogramText, exactPercentiles, type LeadGroup, type LeadQuery, leadBuckets } from './spans';

export type PeriodFacts = Facts & { histogram: Int32Array };

/** Incidents of a service, a team or all that were resolved in one piece: how long each took, milliseconds joined by ','. */
type Restored = { serviceId: number; piece: number; spans: string };

export type ReadFacts = {
  /** Facts of each service or team that has any, by its id; 0 for all of the query together. A list as long as the periods. */
  byService: Map<number, PeriodFacts[]>;
  missing: Period[];
  stale: boolean;
};

type Per = 'all' | 'service' | 'team';

/** `each`: per service instead of together; `teamOf` (service id → team id): per team; `withLead: false` leaves lead times out. */
type FactsChoice = { each?: boolean; teamOf?: Map<number, number>; withLead?: boolean };

/**
 * The facts of several periods at once, from one snapshot: roll-ups, records where there are none, and of the changes only those
 * records between which the percentiles lie.
 */
export async function readFacts(
  db: Queryable,
  query: LeadQuery,
  pieces: Piece[],
  periods: Period[],
  { each = false, teamOf, withLead = true }: FactsChoice = {},
): Promise<ReadFacts> {
  const per: Per = teamOf ? 'team' : each ? 'service' : 'all';
  const [{ counts, leads, missing, stale }, restored] = await Promise.all([
    readPieces(db, query, pieces, per !== 'all', withLead),
    readRestored(db, query, pieces, per),
  ]);
  const byService = new Map<number, PeriodFacts[]>();
  const factsOf = (serviceId: number): PeriodFacts[] => {
    const known = byService.get(serviceId) ?? periods.map(emptyFacts);
    byService.set(serviceId, known);
    return known;
  };
  if (per === 'all') factsOf(0);
  const indexesAt = periodIndex(pieces, periods);
  const keyOf = (serviceId: number) => (teamOf ? teamOf.get(serviceId) : each ? serviceId : 0);
  const factsOfRow = (serviceId: number): PeriodFacts[] => {
    const key = keyOf(serviceId);
    return key === undefined ? [] : factsOf(key);
  };

  for (const row of counts) addCounts(row, factsOfRow(row.serviceId), indexesAt(row.at));
  for (const row of leads) addLead(row, factsOfRow(row.serviceId), indexesAt(row.at), query.excludeBots);
  addRestored(restored, (serviceId, piece) => {
    const facts = factsOf(serviceId);
    return indexesAt(pieces[piece]?.from.getTime() ?? 0).flatMap((position) => facts[position] ?? []);
  });
  await addPercentiles(db, query, byService, periods, per);
  return { byService, missing, stale };
}

function emptyFacts(): PeriodFacts {
  return { ...noFacts(), histogram: new Int32Array(leadBuckets) };
}

/** Start of a piece → positions of the periods that contain it. Numbers, because comparing dates is ten times as slow. */
function periodIndex(pieces: Piece[], periods: Period[]): (at: number) => number[] {
  const edges = periods.map(({ from, to }) => [from.getTime(), to.getTime()] as const);
  const known = new Map<number, number[]>();
  for (const piece of pieces) {
    const at = piece.from.getTime();
    const positions: number[] = [];
    edges.forEach(([from, to], position) => {
      if (from <= at && at < to) positions.push(position);
    });
    known.set(at, positions);
  }
  return (at) => known.get(at) ?? [];
}

function addCounts(row: CountRow, facts: PeriodFacts[], positions: number[]): void {
  for (const position of positions) {
    const counts = facts[position]?.counts;
    if (!counts) continue;
    counts.succeeded += row.succeeded;
    counts.failed += row.failed;
    counts.rolledBack += row.rolledBack;
    counts.caused += row.caused;
    counts.reworked += row.reworked;
  }
}

function addLead(row: LeadRow, facts: PeriodFacts[], positions: number[], excludeBots: boolean): void {
  const touched = positions.flatMap((position) => facts[position] ?? []);
  if (row.isBot && excludeBots) {
    for (const { lead } of touched) lead.bots += row.counted + row.negative + row.baseline;
    return;
  }
  for (const { lead } of touched) {
    lead.n += row.counted;
    lead.totalMs += row.totalMs;
    lead.negative += row.negative;
    lead.baseline += row.baseline;
  }
  addHistogramText(
    row.histogram,
    touched.map(({ histogram }) => histogram),
  );
}

/**
 * Incidents are few and are read whole: those resolved in the pieces, with DORA's words only those that have a cause. One row per
 * piece and service, its spans as text: thousands of small rows would cost more than the numbers in them.
 */
async function readRestored(db: Queryable, query: LeadQuery, pieces: Piece[], per: Per): Promise<Restored[]> {
  const first = pieces[0];
  const last = pieces.at(-1);
  if (!first || !last) return [];
  return db.sql<Restored>(sql`
    SELECT ${per === 'all' ? sql`0::bigint` : sql`s.id`} AS "serviceId",
      width_bucket(i.resolved_at, ${pieces.map(({ from }) => from)}::timestamptz[]) - 1 AS piece,
      string_agg((date_part('epoch', i.resolved_at - i.detected_at) * 1000)::bigint::text, ',') AS spans
    FROM incident i ${per === 'all' ? empty : sql`CROSS JOIN LATERAL (${concerned(query, per)}) AS s`}
    WHERE i.resolved_at >= ${first.from} AND i.resolved_at < ${last.to} AND ${countedIncident} AND ${incidentScope(query)}
      ${query.definition === 'dora' ? sql`AND i.caused_by_id IS NOT NULL` : empty}
    GROUP BY 1, 2`);
}

/** SQL: the services of incident `i` that are in scope, or their teams; a team with two of them is concerned once. */
function concerned({ services }: LeadQuery, per: Per): Sql {
  const inScope = serviceScope(services, sql`l.service_id`);
  return per === 'service'
    ? sql`SELECT l.service_id AS id FROM incident_service l WHERE l.incident_id = i.id ${inScope}`
    : sql`SELECT DISTINCT v.team_id AS id FROM incident_service l JOIN service v ON v.id = l.service_id
        WHERE l.incident_id = i.id AND v.team_id IS NOT NULL ${inScope}`;
}

function addRestored(restored: Restored[], factsAt: (serviceId: number, piece: number) => PeriodFacts[]): void {
  const found = new Map<PeriodFacts, number[]>();
  for (const { serviceId, piece, spans } of restored) {
    const ms = spans.split(',').map(Number);
    for (const facts of factsAt(serviceId, piece)) {
      const known = found.get(facts);
      if (known) for (const each of ms) known.push(each);
      else found.set(facts, [...ms]);
    }
  }
  for (const [facts, ms] of found) facts.restore = spansOf(Float64Array.from(ms));
}

function ownerOf(per: Per, id: number): Pick<LeadGroup, 'serviceId' | 'teamId'> {
  return per === 'service' ? { serviceId: id } : per === 'team' ? { teamId: id } : {};
}

async function addPercentiles(
  db: Queryable,
  query: LeadQuery,
  byService: Map<number, PeriodFacts[]>,
  periods: Period[],
  per: Per,
): Promise<void> {
  const wanted: { facts: PeriodFacts; group: LeadGroup }[] = [];
  for (const [ownerId, list] of byService) {
    list.forEach((facts, position) => {
      const period = periods[position];
      if (!period || facts.lead.n === 0) return;
      const group = { histogram: facts.histogram, n: facts.lead.n, from: period.from, to: period.to };
      wanted.push({ facts, group: { ...group, ...ownerOf(per, ownerId) } });
    });
  }
  const found = await exactPercentiles(
    db,
    query,
    wanted.map(({ group }) => group),
    [0.5, 0.9],
  );
  wanted.forEach(({ facts }, position) => {
    facts.lead.medianMs = found[position]?.[0] ?? null;
    facts.lead.p90Ms = found[position]?.[1] ?? null;
  });
}
