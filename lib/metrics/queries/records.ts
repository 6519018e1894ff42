import sql, { empty, join, type Sql } from 'sql-template-tag';
import { z } from 'zod';
import { env } from '@/lib/config/env';
import { decodeCursor, encodeCursor } from '@/lib/core/paging';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { tierOf } from '../model/tiers';
import type { Window } from '../model/window';
import type { MetricId, MetricRecord, RecordSort, RecordsQuery } from '../schema';
import { leadQueryOf, windowOf } from './dora';
import { arrivalScope, countedIncident, deploymentScope, incidentScope, isCause, isFix, serviceScope } from './scope';
import { type LeadQuery, leadMs } from './spans';

/** Everything that decides which rows a page of records has. */
type Ask = { metric: MetricId; query: RecordsQuery; scope: LeadQuery; window: Window };

/** Where the next page begins: the sort value of the last row, and its key. */
const position = z.tuple([z.number(), z.int()]);
type Position = z.output<typeof position>;

/** A raw row: `sort` and `key` for the cursor, `numerator` and `denominator` decided by SQL as the metric decides them. */
type Row = { key: number; sort: number; numerator: boolean; denominator: boolean; excluded: string | null };
type DeploymentRow = Row &
  Omit<Extract<MetricRecord, { type: 'deployment' }>, 'type' | 'url' | 'finished_at'> & { finished_at: Date };
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

/** One page of the records behind a metric, by the same rules as its number. */
export function readRecords(metric: MetricId, query: RecordsQuery): Promise<RecordsPage> {
  return readSnapshot(async (db) => {
    const scope = await leadQueryOf(db, query);
    return readPage(
      db,
      { metric, query, scope, window: windowOf(query) },
      query.limit,
      decodeCursor(query.cursor, position),
    );
  });
}

const csvPage = 1000;

/** All records, page after page of one snapshot each; memory stays that of one page. */
export async function* allRecords(metric: MetricId, query: RecordsQuery): AsyncGenerator<MetricRecord[]> {
  const window = windowOf(query); // fixed now: a long answer must not change its window on the way
  let after: Position | null = null;
  do {
    const page: RecordsPage = await readSnapshot(async (db) =>
      readPage(db, { metric, query, scope: await leadQueryOf(db, query), window }, csvPage, after),
    );
    yield page.items;
    after = page.next_cursor === null ? null : decodeCursor(page.next_cursor, position);
  } while (after !== null);
}

async function readPage(db: Queryable, ask: Ask, limit: number, after: Position | null): Promise<RecordsPage> {
  const { inner, search } = source(ask);
  const descending = ask.query.sort === 'newest' || ask.query.sort === 'longest';
  const part = {
    counted: sql`denominator`,
    numerator: sql`numerator`,
    excluded: sql`NOT denominator`,
    all: sql`true`,
  }[ask.query.part];
  const beyond = after
    ? sql`AND (sort, key) ${descending ? sql`<` : sql`>`} (${after[0]}::float8, ${after[1]}::bigint)`
    : empty;
  const rows = await db.sql<Row>(sql`
    SELECT * FROM (${inner}) AS record
    WHERE ${part} ${ask.query.q ? sql`AND strpos(lower(${search}), lower(${ask.query.q})) > 0` : empty} ${beyond}
    ORDER BY ${descending ? sql`sort DESC, key DESC` : sql`sort, key`} LIMIT ${limit + 1}`);
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map((row) => toRecord(ask, row)),
    next_cursor: rows.length > limit && last ? encodeCursor([last.sort, last.key]) : null,
    window: ask.window,
  };
}

/** How many records each part has; by these a test compares lists with numbers. */
export async function countRecords(
  metric: MetricId,
  query: RecordsQuery,
): Promise<{ numerator: number; denominator: number; total: number }> {
  return readSnapshot(async (db) => {
    const { inner } = source({ metric, query, scope: await leadQueryOf(db, query), window: windowOf(query) });
    const [row] = await db.sql<{ numerator: number; denominator: number; total: number }>(sql`
      SELECT count(*) FILTER (WHERE numerator)::int AS numerator, count(*) FILTER (WHERE denominator)::int AS denominator, count(*)::int AS total
      FROM (${inner}) AS record`);
    return row ?? { numerator: 0, denominator: 0, total: 0 };
  });
}

function source(ask: Ask): { inner: Sql; search: Sql } {
  if (ask.metric === 'lead_time')
    return { inner: changes(ask), search: sql`concat_ws(' ', sha, title, author, service, version, deployment)` };
  if (ask.metric === 'time_to_restore')
    return { inner: incidents(ask), search: sql`concat_ws(' ', key_text, title, array_to_string(services, ' '))` };
  return { inner: deployments(ask), search: sql`concat_ws(' ', id, service, version)` };
}

const epochMs = (column: Sql) => sql`(extract(epoch FROM ${column}) * 1000)::float8`;
const sortBy = (sort: RecordSort, at: Sql, span: Sql) =>
  sort === 'longest' || sort === 'shortest' ? span : epochMs(at);

/** Reason why a row is left out, else null; the first that holds. */
const reasons = (cases: [when: Sql, text: string][]) =>
  cases.length === 0
    ? sql`NULL::text`
    : sql`CASE ${join(
        cases.map(([when, reason]) => sql`WHEN ${when} THEN ${reason}`),
        ' ',
      )} END`;

function deployments({ metric, query, scope, window }: Ask): Sql {
  const hasReached = sql`d.status <> 'failed'`;
  const failsOnly = metric === 'change_failure_rate' && query.definition === 'handbook';
  const denominator = failsOnly ? sql`true` : hasReached;
  const numerator = {
    deployment_frequency: hasReached,
    change_failure_rate: failsOnly
      ? sql`(d.status <> 'succeeded' OR ${isCause})`
      : sql`(d.status = 'rolled_back' OR (d.status = 'succeeded' AND ${isCause}))`,
    rework_rate: sql`(${hasReached} AND (d.is_rollback OR d.is_hotfix OR ${isFix}))`,
    lead_time: sql`false`,
    time_to_restore: sql`false`,
  }[metric];
  const links = (column: Sql) =>
    sql`ARRAY(SELECT 'INC-' || i.number FROM incident i WHERE ${column} = d.id AND ${countedIncident} ORDER BY i.number)`;
  return sql`
    SELECT d.id AS key, ${epochMs(sql`d.finished_at`)} AS sort, d.external_id AS id, s.slug AS service, e.name AS environment, d.status::text,
      d.version, d.finished_at, d.is_rollback, d.is_hotfix, ${links(sql`i.caused_by_id`)} AS caused, ${links(sql`i.fixed_by_id`)} AS fixed,
      ${numerator} AS numerator, ${denominator} AS denominator,
      ${failsOnly ? sql`NULL::text` : reasons([[sql`d.status = 'failed'`, 'it never reached production']])} AS excluded
    FROM deployment d JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
    WHERE d.finished_at >= ${window.from} AND d.finished_at < ${window.to} AND d.status IN ('succeeded', 'failed', 'rolled_back')
      AND ${deploymentScope(scope.environments)} ${serviceScope(scope.services, sql`d.service_id`)}`;
}

function changes({ query, scope, window }: Ask): Sql {
  const ms = leadMs(query.definition);
  const isBotOut = query.exclude_bots ? sql`a.is_bot` : sql`false`;
  const counts = sql`NOT (${isBotOut}) AND NOT a.is_baseline AND ${ms} >= 0`;
  return sql`
    SELECT a.change_id AS key, ${sortBy(query.sort, sql`a.finished_at`, sql`${ms}::float8`)} AS sort, c.sha, c.title, c.author,
      c.author_kind::text, c.url AS change_url, s.slug AS service, e.name AS environment, c.committed_at, c.merged_at, a.finished_at,
      d.external_id AS deployment, d.id AS "deploymentKey", d.version, ${ms}::float8 AS ms, ${counts} AS numerator, ${counts} AS denominator,
      ${reasons([
        [isBotOut, 'a bot made it, and bots are excluded'],
        [sql`a.is_baseline`, 'it came with the first deployment ever seen here'],
        [sql`${ms} < 0`, 'its lead time is negative: two clocks disagree'],
      ])} AS excluded
    FROM arrival a JOIN change c ON c.id = a.change_id JOIN service s ON s.id = a.service_id
      JOIN environment e ON e.id = a.environment_id JOIN deployment d ON d.id = a.deployment_id
    WHERE a.finished_at >= ${window.from} AND a.finished_at < ${window.to} AND ${arrivalScope(scope.environments)}
      ${serviceScope(scope.services, sql`a.service_id`)}`;
}

function incidents({ query, scope, window }: Ask): Sql {
  const ms = sql`${epochMs(sql`i.resolved_at`)} - ${epochMs(sql`i.detected_at`)}`;
  const isCauseless = query.definition === 'dora' ? sql`i.caused_by_id IS NULL` : sql`false`;
  const counts = sql`NOT (${isCauseless}) AND i.resolved_at >= i.detected_at`;
  return sql`
    SELECT i.id AS key, ${sortBy(query.sort, sql`i.resolved_at`, ms)} AS sort, 'INC-' || i.number AS key_text, i.title, i.severity::text,
      ARRAY(SELECT s.slug FROM incident_service l JOIN service s ON s.id = l.service_id WHERE l.incident_id = i.id ORDER BY s.slug) AS services,
      e.name AS environment, i.detected_at, i.resolved_at, d.external_id AS caused_by, ${ms} AS ms, ${counts} AS numerator, ${counts} AS denominator,
      ${reasons([
        [isCauseless, 'nobody named a deployment as its cause'],
        [sql`i.resolved_at < i.detected_at`, 'it was resolved before it was detected: two clocks disagree'],
      ])} AS excluded
    FROM incident i LEFT JOIN environment e ON e.id = i.environment_id LEFT JOIN deployment d ON d.id = i.caused_by_id
    WHERE i.resolved_at >= ${window.from} AND i.resolved_at < ${window.to} AND ${countedIncident} AND ${incidentScope(scope)}`;
}

function toRecord({ metric, query }: Ask, row: Row): MetricRecord {
  const { key, sort: _sort, ...rest } = row;
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
    finished_at: finished_at.toISOString(),
    url: `${base}/deployments/${key}`,
  };
}
