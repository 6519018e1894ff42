import sql, { empty, type Sql } from 'sql-template-tag';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { decodeCursor, type Page, readTwoWay, type TwoWayPage, timePosition, toPage } from '@/lib/core/paging';
import { primarySql, type Queryable, readSnapshot, readSql } from '@/lib/db/pool';
import { findIncident } from './commands/find';
import type { IncidentAnswer, IncidentDetail, IncidentKind, IncidentsQuery, TimelineRow } from './schema';

type Times = 'started_at' | 'detected_at' | 'mitigated_at' | 'resolved_at' | 'declared_at' | 'updated_at';
type Row = Omit<IncidentAnswer, Times | 'url' | 'key'> & {
  [K in Times]: K extends 'detected_at' | 'declared_at' | 'updated_at' ? Date : Date | null;
} & {
  rowId: number;
  number: number;
  lastSeq: number;
};

const columns = sql`
  i.id AS "rowId", i.number, i.last_seq AS "lastSeq", i.external_id AS id, i.title, i.kind, i.severity, i.status, i.reason,
  ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug) AS services,
  e.name AS environment, i.started_at, i.detected_at, i.mitigated_at, i.resolved_at, i.caused_by_ref AS caused_by,
  i.fixed_by_ref AS fixed_by, i.summary, i.occurrence, i.version, i.declared_at, i.updated_at, i.url AS source_url`;

/** The page of an incident. */
export function incidentUrl(number: number): string {
  return `${env().PUBLIC_URL}/incidents/INC-${number}`;
}

function toAnswer({ rowId: _rowId, number, lastSeq: _lastSeq, ...row }: Row): IncidentAnswer {
  return {
    ...row,
    key: `INC-${number}`,
    started_at: row.started_at?.toISOString() ?? null,
    detected_at: row.detected_at.toISOString(),
    mitigated_at: row.mitigated_at?.toISOString() ?? null,
    resolved_at: row.resolved_at?.toISOString() ?? null,
    declared_at: row.declared_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    url: incidentUrl(number),
  };
}

type Beyond = { at: Date; id: number; isNewer: boolean };
type Filters = Omit<IncidentsQuery, 'limit' | 'cursor'>;

/** Each filter narrows. */
function fitting({ status, severity, service, from, to }: Filters): Sql {
  return sql`true
      ${status ? sql`AND i.status = ANY(${status}::incident_status[])` : empty}
      ${severity ? sql`AND i.severity = ANY(${severity}::severity[])` : empty}
      ${
        service
          ? sql`AND i.id IN (
        SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id WHERE s.slug = ANY(${service}::text[]))`
          : empty
      }
      ${from ? sql`AND i.detected_at >= ${from}` : empty}
      ${to ? sql`AND i.detected_at < ${to}` : empty}`;
}

/** At most `limit` rows beyond a position, nearest first. */
function readRows(filters: Filters, beyond: Beyond | null, limit: number): Promise<Row[]> {
  const [way, order] = beyond?.isNewer
    ? [sql`>`, sql`ORDER BY i.detected_at, i.id`]
    : [sql`<`, sql`ORDER BY i.detected_at DESC, i.id DESC`];
  return readSql<Row>(sql`
    SELECT ${columns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id
    WHERE ${fitting(filters)}
      ${beyond ? sql`AND (i.detected_at, i.id) ${way} (${beyond.at}, ${beyond.id})` : empty}
    ${order} LIMIT ${limit}`);
}

/** Incidents by detection, newest first. */
export async function listIncidents({ limit, cursor, ...filters }: IncidentsQuery): Promise<Page<IncidentAnswer>> {
  const after = decodeCursor(cursor, timePosition);
  const rows = await readRows(filters, after && { at: new Date(after[0]), id: after[1], isNewer: false }, limit + 1);
  return toPage(rows, limit, toAnswer, positionOf);
}

/** The most severe of some incidents, of those alike the newest; `kind` narrows too. */
export async function listBySeverity(
  { kind, ...filters }: Filters & { kind?: IncidentKind },
  limit: number,
): Promise<IncidentAnswer[]> {
  const rows = await readSql<Row>(sql`
    SELECT ${columns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id
    WHERE ${fitting(filters)} ${kind ? sql`AND i.kind = ${kind}::incident_kind` : empty}
    ORDER BY i.severity, i.detected_at DESC, i.id DESC LIMIT ${limit}`);
  return rows.map(toAnswer);
}

/** How many there are on all pages together. */
export async function countIncidents(filters: Filters): Promise<number> {
  const [row] = await readSql<{ n: number }>(sql`SELECT count(*)::int AS n FROM incident i WHERE ${fitting(filters)}`);
  return row?.n ?? 0;
}

/** The same for a page that can be left both ways. */
export function browseIncidents({ limit, cursor, ...filters }: IncidentsQuery): Promise<TwoWayPage<IncidentAnswer>> {
  return readTwoWay(cursor, limit, (beyond, count) => readRows(filters, beyond, count), toAnswer, positionOf);
}

function positionOf(row: Row): [number, number] {
  return [row.detected_at.getTime(), row.rowId];
}

/** One incident with its log after `after`; `key` is INC-42 or a source's id, see `findIncident`. */
export function readIncident(key: string, ownSourceId: number | null, after = 0): Promise<IncidentDetail> {
  return readSnapshot(async (db) => {
    const id = await findIncident(db, key, ownSourceId);
    const [row] = await db.sql<Row>(sql`
      SELECT ${columns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.id = ${id}`);
    if (!row) throw new NotFoundError(`Incident "${key}"`);
    return {
      ...toAnswer(row),
      roles: [],
      targets: [],
      milestones: milestonesOf(row),
      durations: durationsOf(row),
      last_seq: row.lastSeq,
      timeline: await readTimeline(db, id, after),
    };
  });
}

/** An incident without its log, from the primary: what a writer is answered must hold what it wrote. */
export async function readIncidentHead(id: number): Promise<IncidentAnswer> {
  const [row] = await primarySql<Row>(sql`
    SELECT ${columns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.id = ${id}`);
  if (!row) throw new NotFoundError('This incident');
  return toAnswer(row);
}

function milestonesOf(row: Row): IncidentDetail['milestones'] {
  type Milestone = IncidentDetail['milestones'][number];
  const all: [Milestone['kind'], Date | null, Milestone['method']][] = [
    ['impact_started', row.started_at, 'reported'],
    ['detected', row.detected_at, 'reported'],
    ['declared', row.declared_at, 'derived'],
    // Resolving without a word on mitigation mitigates (incidents.md §4).
    row.mitigated_at ? ['mitigated', row.mitigated_at, 'reported'] : ['mitigated', row.resolved_at, 'derived'],
    ['resolved', row.resolved_at, 'reported'],
  ];
  return all.flatMap(([kind, at, method]) => (at ? [{ kind, at: at.toISOString(), method }] : []));
}

/** Spans between milestones; null while an end is unknown, or when the clocks disagree. */
function durationsOf(row: Row): IncidentDetail['durations'] {
  const span = (from: Date | null, to: Date | null) =>
    from && to && to >= from ? (to.getTime() - from.getTime()) / 1000 : null;
  return {
    time_to_detect_seconds: span(row.started_at, row.detected_at),
    time_to_mitigate_seconds: span(row.detected_at, row.mitigated_at ?? row.resolved_at),
    time_to_restore_seconds: span(row.detected_at, row.resolved_at),
    duration_seconds: span(row.started_at, row.resolved_at),
  };
}

type EventRow = {
  seq: number;
  kind: string;
  text: string | null;
  occurredAt: Date;
  recordedAt: Date;
  actorType: string;
  actorName: string;
  payload: Record<string, unknown> | null;
};

/** Rows of an incident's log after `after`, by seq, at most 1,000. */
async function readTimeline(db: Queryable, incidentId: number, after: number): Promise<TimelineRow[]> {
  const rows = await db.sql<EventRow>(sql`
    SELECT seq, kind, text, occurred_at AS "occurredAt", recorded_at AS "recordedAt", actor_type AS "actorType",
      actor_name AS "actorName", payload
    FROM incident_event WHERE incident_id = ${incidentId} AND seq > ${after} ORDER BY seq LIMIT 1000`);
  return rows.map((row) => ({
    seq: row.seq,
    kind: row.kind,
    text: row.text,
    occurred_at: row.occurredAt.toISOString(),
    recorded_at: row.recordedAt.toISOString(),
    actor: { type: row.actorType, name: row.actorName },
    details: row.payload ?? {},
  }));
}
