import sql, { empty, type Sql } from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import { interpolate, percentilePlace } from '../model/stats';
import type { DefinitionId } from '../schema';
import { arrivalScope, type Scope, serviceScope } from './scope';

/** How many lead buckets there are: lead_bucket gives 0 … 801. */
export const leadBuckets = 802;

export type LeadQuery = Scope & { definition: DefinitionId; excludeBots: boolean };

/** Where a lead time starts: DORA at the commit, the handbook at the merge. */
export const leadClock = (definition: DefinitionId): 'commit' | 'merge' => (definition === 'dora' ? 'commit' : 'merge');
export const leadMs = (definition: DefinitionId): Sql => (definition === 'dora' ? sql`a.commit_ms` : sql`a.merge_ms`);
export const leadBucket = (definition: DefinitionId): Sql =>
  definition === 'dora' ? sql`a.commit_bucket` : sql`a.merge_bucket`;

/** Lead times whose percentiles are wanted: how many lie in each bucket, and where their records are. All of one kind: by service, by team or neither. */
export type LeadGroup = {
  histogram: Int32Array;
  n: number;
  from: Date;
  to: Date;
  serviceId?: number;
  teamId?: number;
};

type Request = { group: number; bucket: number; offset: number; take: number };

/**
 * Exact percentiles: the histogram tells the bucket that holds the ranks p·(n−1) and the next one, and only that bucket's records
 * are read. Milliseconds, one row of `ps` per group; null for an empty one.
 */
export async function exactPercentiles(
  db: Queryable,
  query: LeadQuery,
  groups: LeadGroup[],
  ps: number[],
): Promise<(number | null)[][]> {
  const requests: Request[] = [];
  const places = groups.map(({ histogram, n }, group) =>
    n === 0
      ? []
      : ps.map((p) => {
          const { low, high, fraction } = percentilePlace(n, p);
          return { low: ask(requests, histogram, group, low), high: ask(requests, histogram, group, high), fraction };
        }),
  );
  const found = await readRanks(db, query, groups, requests);
  const valueAt = ({ request, position }: Answer) => found.get(request)?.[position] ?? 0;
  return places.map((group) =>
    group.length === 0
      ? ps.map(() => null)
      : group.map(({ low, high, fraction }) => interpolate(valueAt(low), valueAt(high), fraction)),
  );
}

type Answer = { request: number; position: number };

/** Notes which record is wanted; two neighbours in one bucket are one request. */
function ask(requests: Request[], histogram: Int32Array, group: number, rank: number): Answer {
  let before = 0;
  let bucket = 0;
  while (bucket < histogram.length && rank >= before + (histogram[bucket] ?? 0)) {
    before += histogram[bucket] ?? 0;
    bucket += 1;
  }
  const offset = rank - before;
  const index = requests.length - 1;
  const last = requests[index];
  if (last && last.group === group && last.bucket === bucket && offset >= last.offset && offset <= last.offset + 1) {
    last.take = Math.max(last.take, offset - last.offset + 1);
    return { request: index, position: offset - last.offset };
  }
  requests.push({ group, bucket, offset, take: 1 });
  return { request: index + 1, position: 0 };
}

async function readRanks(
  db: Queryable,
  query: LeadQuery,
  groups: LeadGroup[],
  requests: Request[],
): Promise<Map<number, number[]>> {
  if (requests.length === 0) return new Map();
  const of = <T>(pick: (group: LeadGroup) => T) => requests.map(({ group }) => pick(groups[group] as LeadGroup));
  const ms = leadMs(query.definition);
  const rows = await db.sql<{ request: number; values: number[] }>(sql`
    SELECT r.request::int AS request, ARRAY(
      SELECT ${ms} FROM arrival a
      WHERE ${arrivalScope(query.environments)} AND ${leadBucket(query.definition)} = r.bucket
        AND a.finished_at >= r.starts_at AND a.finished_at < r.ends_at
        ${ownerScope(query, groups[0])}
        ${query.excludeBots ? sql`AND NOT a.is_bot` : empty}
      ORDER BY ${ms} OFFSET r.skip LIMIT r.take)::float8[] AS values
    FROM unnest(${requests.map((_, index) => index)}::int[], ${requests.map(({ bucket }) => bucket)}::smallint[],
      ${requests.map(({ offset }) => offset)}::int[], ${requests.map(({ take }) => take)}::int[],
      ${of(({ from }) => from)}::timestamptz[], ${of(({ to }) => to)}::timestamptz[], ${of(({ serviceId, teamId }) => serviceId ?? teamId ?? 0)}::bigint[])
      AS r (request, bucket, skip, take, starts_at, ends_at, owner_id)`);
  return new Map(rows.map(({ request, values }) => [request, values]));
}

function ownerScope({ services }: LeadQuery, group: LeadGroup | undefined): Sql {
  if (group?.serviceId !== undefined) return sql`AND a.service_id = r.owner_id`;
  const inScope = serviceScope(services, sql`a.service_id`);
  if (group?.teamId === undefined) return inScope;
  return sql`AND a.service_id IN (SELECT v.id FROM service v WHERE v.team_id = r.owner_id) ${inScope}`;
}

/** Adds the pairs of a stored histogram, 'bucket,count;bucket,count', to others. Written out, because it runs over megabytes. */
export function addHistogramText(source: string, histograms: Int32Array[]): void {
  let value = 0;
  let bucket = 0;
  for (let index = 0; index <= source.length; index += 1) {
    const code = index === source.length ? semicolon : source.charCodeAt(index);
    if (code === comma) {
      bucket = value;
      value = 0;
    } else if (code === semicolon) {
      for (const histogram of histograms) histogram[bucket] = (histogram[bucket] ?? 0) + value;
      value = 0;
    } else value = value * 10 + code - zero;
  }
}

const [comma, semicolon, zero] = [44, 59, 48];
