import sql, { empty, type Sql } from 'sql-template-tag';
import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { decodeCursor, encodeCursor } from '@/lib/core/paging';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import { tierOf } from '../model/tiers';
import type { Window } from '../model/window';
import type { MetricId, MetricRecord, RecordPart, RecordSort, RecordsQuery } from '../schema';
import { leadQueryOf, windowOf } from './dora';
import {
  deploymentRules,
  isPart,
  isWide,
  listed,
  numeratorParts,
  type PartRule,
  partOf,
  reasonOf,
} from './record-parts';
import { arrivalScope, countedIncident, deploymentScope, incidentScope, serviceScope } from './scope';
import { type LeadQuery, leadMs } from './spans';

/** Everything that decides which rows a page of records has. */
type Ask = { actor: Actor; metric: MetricId; query: RecordsQuery; scope: LeadQuery; window: Window };

/** Where the next page begins: the sort value of the last row, and its key. */
const position = z.tuple([z.number(), z.int()]);
type Position = z.output<typeof position>;

/** A raw row: `sort` and `key` for the cursor, `numerator` and `denominator` decided by SQL as the metric decides them. */
type Row = {
  key: number;
  sort: number;
  part: RecordPart;
  numerator: boolean;
  denominator: boolean;
  excluded: string | null;
  /** May the reader see it? Only private incidents are counted without being listed. */
  shown: boolean;
};
type DeploymentRow = Row &
  Omit<Extract<MetricRecord, { type: 'deployment' }>, 'type' | 'url' | 'finished_at'> & { finished_at: Date | null };
type ChangeRow = Row &
  Omit<
    Extract<MetricRecord, { type: 'change' }>,
    'type' | 'url' | 'tier' | 'seconds' | 'committed_at' | 'merged_at' | 'finished_at'
  > & {
    ms: number;
    deploymentKey: number;
    committed_at: Date;
    merged_at: Date | null;
    finished_at: Date;
  };
type IncidentRow = Row &
  Omit<
    Extract<MetricRecord, { type: 'incident' }>,
    'type' | 'url' | 'tier' | 'seconds' | 'detected_at' | 'resolved_at'
  > & {
    ms: number;
    detected_at: Date;
    resolved_at: Date;
  };

export type RecordsPage = { items: MetricRecord[]; next_cursor: string | null; window: Window };

/** One page of the records behind a metric, by the same rules as its number; without what this actor may not see. */
export function readRecords(actor: Actor, metric: MetricId, query: RecordsQuery): Promise<RecordsPage> {
  return readSnapshot(async (db) => readFirst(db, await askOf(db, actor, metric, query)));
}

/** The same, with how many records are kept back. */
export function readRecordsAndHidden(
  actor: Actor,
  metric: MetricId,
  query: RecordsQuery,
): Promise<RecordsPage & { hidden: number }> {
  return readSnapshot(async (db) => {
    const ask = await askOf(db, actor, metric, query);
    return { ...(await readFirst(db, ask)), hidden: await countHidden(db, ask) };
  });
}

const askOf = async (db: Queryable, actor: Actor, metric: MetricId, query: RecordsQuery): Promise<Ask> => ({
  actor,
  metric,
  query,
  scope: await leadQueryOf(db, query),
  window: windowOf(query),
});
const readFirst = (db: Queryable, ask: Ask) =>
  readPage(db, ask, ask.query.limit, decodeCursor(ask.query.cursor, position));

const csvPage = 1000;

/** All records, page after page of one snapshot each; memory stays that of one page. */
export async function* allRecords(actor: Actor, metric: MetricId, query: RecordsQuery): AsyncGenerator<MetricRecord[]> {
  const window = windowOf(query); // fixed now: a long answer must not change its window on the way
  let after: Position | null = null;
  do {
    const page: RecordsPage = await readSnapshot(async (db) =>
      readPage(db, { actor, metric, query, scope: await leadQueryOf(db, query), window }, csvPage, after),
    );
    yield page.items;
    after = page.next_cursor === null ? null : decodeCursor(page.next_cursor, position);
  } while (after !== null);
}

async function readPage(db: Queryable, ask: Ask, limit: number, after: Position | null): Promise<RecordsPage> {
  const { metric, query } = ask;
  const { inner, search } = source(ask);
  const descending = query.sort === 'newest' || query.sort === 'longest';
  const beyond = after
    ? sql`AND (sort, key) ${descending ? sql`<` : sql`>`} (${after[0]}::float8, ${after[1]}::bigint)`
    : empty;
  const rows = await db.sql<Row>(sql`
    SELECT * FROM (${inner}) AS record
    WHERE shown AND ${listed(metric, query, search)} ${beyond}
    ORDER BY ${descending ? sql`sort DESC, key DESC` : sql`sort, key`} LIMIT ${limit + 1}`);
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map((row) => toRecord(ask, row)),
    next_cursor: rows.length > limit && last ? encodeCursor([last.sort, last.key]) : null,
    window: ask.window,
  };
}

export type RecordCounts = { numerator: number; denominator: number; total: number };

/** How many records of the parts of this query the reader may not see. What is searched for does not narrow it: that would tell what they are about. */
async function countHidden(db: Queryable, ask: Ask): Promise<number> {
  if (ask.metric !== 'time_to_restore') return 0;
  const { q: _q, ...unsearched } = ask.query;
  const [row] = await db.sql<{ hidden: number }>(sql`
    SELECT count(*)::int AS hidden FROM (${incidents(ask)}) AS record WHERE NOT shown AND ${listed(ask.metric, unsearched, empty)}`);
  return row?.hidden ?? 0;
}

/** How many records each side of a number has, how many a list of this query has on all its pages, and how many it hides. */
export async function countRecords(
  actor: Actor,
  metric: MetricId,
  query: RecordsQuery,
): Promise<{ counts: RecordCounts; listed: number; hidden: number }> {
  return readSnapshot(async (db) => {
    const ask = await askOf(db, actor, metric, query);
    const { inner, search } = source(ask, true);
    const [row] = await db.sql<RecordCounts & { listed: number }>(sql`
      SELECT count(*) FILTER (WHERE numerator)::int AS numerator, count(*) FILTER (WHERE denominator)::int AS denominator,
        count(*)::int AS total, count(*) FILTER (WHERE shown AND ${listed(metric, query, search)})::int AS listed
      FROM (${inner}) AS record`);
    const { listed: all = 0, ...counts } = row ?? { numerator: 0, denominator: 0, total: 0 };
    return { counts, listed: all, hidden: await countHidden(db, ask) };
  });
}

/** `isWhole`: with everything that is left out, whatever part is asked for. */
function source(ask: Ask, isWhole = isWide(ask.query.part)): { inner: Sql; search: Sql } {
  if (ask.metric === 'lead_time')
    return { inner: changes(ask), search: sql`concat_ws(' ', sha, title, author, service, version, deployment)` };
  if (ask.metric === 'time_to_restore')
    return { inner: incidents(ask), search: sql`concat_ws(' ', key_text, title, array_to_string(services, ' '))` };
  return { inner: deployments(ask, isWhole), search: sql`concat_ws(' ', id, service, version)` };
}

const epochMs = (column: Sql) => sql`(extract(epoch FROM ${column}) * 1000)::float8`;
const sortBy = (sort: RecordSort, at: Sql, span: Sql) =>
  sort === 'longest' || sort === 'shortest' ? span : epochMs(at);

/** Records with their part, and what follows from it. */
const judged = (rows: Sql, rules: PartRule[], numerator: Sql, denominator: Sql) => sql`
  SELECT judged.*, ${numerator} AS numerator, ${denominator} AS denominator, ${reasonOf(rules)} AS excluded FROM (${rows}) AS judged`;

function deployments({ actor, metric, query, scope, window }: Ask, isWhole: boolean): Sql {
  const countsFailed = metric === 'change_failure_rate' && query.definition === 'handbook';
  const inScope = deploymentScope(scope.environments);
  const isFinished = sql`d.status IN ('succeeded', 'failed', 'rolled_back')`;
  const rules = deploymentRules(metric, inScope, countsFailed);
  const leftOut = rules.flatMap(({ part, reason }) => (reason ? [part] : []));
  const links = (column: Sql) =>
    sql`ARRAY(SELECT 'INC-' || i.number FROM incident i WHERE ${column} = d.id AND ${countedIncident} AND ${visibleTo(actor)} ORDER BY i.number)`;
  // For what has finished ordered_at is finished_at; the rest lies where it began.
  const rows = sql`
    SELECT d.id AS key, ${epochMs(sql`d.ordered_at`)} AS sort, d.external_id AS id, s.slug AS service, e.name AS environment, d.status::text,
      d.version, d.finished_at, d.is_rollback, d.is_hotfix, ${links(sql`i.caused_by_id`)} AS caused, ${links(sql`i.fixed_by_id`)} AS fixed,
      true AS shown, ${partOf(rules, 'rest')} AS part
    FROM deployment d JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
    WHERE d.ordered_at >= ${window.from} AND d.ordered_at < ${window.to} AND ${isWhole ? sql`(${inScope} OR ${isFinished})` : sql`${inScope} AND ${isFinished}`}
      ${serviceScope(scope.services, sql`d.service_id`)}`;
  return judged(rows, rules, isPart(numeratorParts(metric, countsFailed)), sql`NOT (${isPart(leftOut)})`);
}

function changes({ query, scope, window }: Ask): Sql {
  const ms = leadMs(query.definition);
  const rules: PartRule[] = [
    {
      part: 'bots',
      when: query.exclude_bots ? sql`a.is_bot` : sql`false`,
      reason: 'a bot made it, and bots are excluded',
    },
    { part: 'baseline', when: sql`a.is_baseline`, reason: 'it came with the first deployment ever seen here' },
    { part: 'negative', when: sql`${ms} < 0`, reason: 'its lead time is negative: two clocks disagree' },
  ];
  const rows = sql`
    SELECT a.change_id AS key, ${sortBy(query.sort, sql`a.finished_at`, sql`${ms}::float8`)} AS sort, c.sha, c.title, c.author,
      c.author_kind::text, c.url AS change_url, s.slug AS service, e.name AS environment, c.committed_at, c.merged_at, a.finished_at,
      d.external_id AS deployment, d.id AS "deploymentKey", d.version, ${ms}::float8 AS ms, true AS shown, ${partOf(rules, 'rest')} AS part
    FROM arrival a JOIN change c ON c.id = a.change_id JOIN service s ON s.id = a.service_id
      JOIN environment e ON e.id = a.environment_id JOIN deployment d ON d.id = a.deployment_id
    WHERE a.finished_at >= ${window.from} AND a.finished_at < ${window.to} AND ${arrivalScope(scope.environments)}
      ${serviceScope(scope.services, sql`a.service_id`)}`;
  return judged(rows, rules, isPart(['rest']), isPart(['rest']));
}

function incidents({ actor, query, scope, window }: Ask): Sql {
  const ms = sql`${epochMs(sql`i.resolved_at`)} - ${epochMs(sql`i.detected_at`)}`;
  const rules: PartRule[] = [
    {
      part: 'no_cause',
      when: query.definition === 'dora' ? sql`i.caused_by_id IS NULL` : sql`false`,
      reason: 'no deployment is known as its cause',
    },
    {
      part: 'negative',
      when: sql`i.resolved_at < i.detected_at`,
      reason: 'it was resolved before it was detected: two clocks disagree',
    },
  ];
  const rows = sql`
    SELECT i.id AS key, ${sortBy(query.sort, sql`i.resolved_at`, ms)} AS sort, 'INC-' || i.number AS key_text, i.title, i.severity::text,
      ARRAY(SELECT s.slug FROM incident_service l JOIN service s ON s.id = l.service_id WHERE l.incident_id = i.id ORDER BY s.slug) AS services,
      e.name AS environment, i.detected_at, i.resolved_at, d.external_id AS caused_by, ${ms} AS ms,
      ${visibleTo(actor)} AS shown, ${partOf(rules, 'rest')} AS part
    FROM incident i LEFT JOIN environment e ON e.id = i.environment_id LEFT JOIN deployment d ON d.id = i.caused_by_id
    WHERE i.resolved_at >= ${window.from} AND i.resolved_at < ${window.to} AND ${countedIncident} AND ${incidentScope(scope)}`;
  return judged(rows, rules, isPart(['rest']), isPart(['rest']));
}

function toRecord({ metric, query }: Ask, row: Row): MetricRecord {
  const { key, sort: _sort, part: _part, shown: _shown, ...rest } = row;
  const base = env().PUBLIC_URL;
  if (metric === 'lead_time') {
    const { ms, deploymentKey, committed_at, merged_at, finished_at, ...change } = rest as ChangeRow;
    return {
      type: 'change',
      ...change,
      committed_at: committed_at.toISOString(),
      merged_at: merged_at?.toISOString() ?? null,
      finished_at: finished_at.toISOString(),
      seconds: ms / 1000,
      tier: ms < 0 ? null : tierOf(metric, ms / 1000, query.benchmark),
      url: `${base}/deployments/${deploymentKey}`,
    };
  }
  if (metric === 'time_to_restore') {
    const { ms, detected_at, resolved_at, key_text, ...incident } = rest as IncidentRow & { key_text: string };
    return {
      type: 'incident',
      ...incident,
      key: key_text,
      detected_at: detected_at.toISOString(),
      resolved_at: resolved_at.toISOString(),
      seconds: ms / 1000,
      tier: ms < 0 ? null : tierOf(metric, ms / 1000, query.benchmark),
      url: `${base}/incidents/${key_text}`,
    };
  }
  const { finished_at, ...deployment } = rest as DeploymentRow;
  return {
    type: 'deployment',
    ...deployment,
    finished_at: finished_at?.toISOString() ?? null,
    url: `${base}/deployments/${key}`,
  };
}
