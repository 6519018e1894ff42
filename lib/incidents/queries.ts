import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { decodeCursor, type Page, timePosition, toPage } from '@/lib/core/paging';
import { primarySql, readSql } from '@/lib/db/pool';
import { oddTimes } from './model/odd-times';
import { narrowed } from './queries/narrow';
import { visibleTo } from './queries/visible';
import type { IncidentAnswer } from './schema';
import type { IncidentsQuery } from './schema/list';

type Times =
  | 'started_at'
  | 'detected_at'
  | 'mitigated_at'
  | 'resolved_at'
  | 'declared_at'
  | 'updated_at'
  | 'acknowledged_at'
  | 'closed_at'
  | 'next_update_due_at';
export type IncidentRow = Omit<IncidentAnswer, Times | 'url' | 'key' | 'warnings'> & {
  [K in Times]: K extends 'detected_at' | 'declared_at' | 'updated_at' ? Date : Date | null;
} & {
  rowId: number;
  number: number;
  lastSeq: number;
  firstMitigatedAt: Date | null;
};

export const incidentColumns = sql`
  i.id AS "rowId", i.number, i.last_seq AS "lastSeq", i.first_mitigated_at AS "firstMitigatedAt", i.external_id AS id, i.title, i.kind, i.severity, i.status, i.reason,
  ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug) AS services,
  e.name AS environment, i.started_at, i.detected_at, i.mitigated_at, i.resolved_at, i.caused_by_ref AS caused_by,
  i.fixed_by_ref AS fixed_by, i.summary, i.occurrence, i.version, i.declared_at, i.updated_at, i.url AS source_url,
  i.visibility, i.acknowledged_at, i.closed_at, i.next_update_due_at, i.postmortem_state AS postmortem`;

/** The page of an incident. */
export function incidentUrl(number: number): string {
  return `${env().PUBLIC_URL}/incidents/INC-${number}`;
}

/** A row as the API answers it. */
export function toAnswer({
  rowId: _rowId,
  number,
  lastSeq: _lastSeq,
  firstMitigatedAt: _first,
  ...row
}: IncidentRow): IncidentAnswer {
  return {
    ...row,
    key: `INC-${number}`,
    started_at: row.started_at?.toISOString() ?? null,
    detected_at: row.detected_at.toISOString(),
    mitigated_at: row.mitigated_at?.toISOString() ?? null,
    resolved_at: row.resolved_at?.toISOString() ?? null,
    acknowledged_at: row.acknowledged_at?.toISOString() ?? null,
    closed_at: row.closed_at?.toISOString() ?? null,
    next_update_due_at: row.next_update_due_at?.toISOString() ?? null,
    declared_at: row.declared_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    url: incidentUrl(number),
    warnings: oddTimes({
      startedAt: row.started_at,
      detectedAt: row.detected_at,
      acknowledgedAt: row.acknowledged_at,
      mitigatedAt: row.mitigated_at,
      resolvedAt: row.resolved_at,
    }),
  };
}

type Filters = Omit<IncidentsQuery, 'limit' | 'cursor' | 'format'>;

/** Each filter narrows. */
function fitting(actor: Actor, { status, kind, from, to, ...filters }: Filters): Sql {
  return sql`${visibleTo(actor)}
    ${status ? sql`AND i.status = ANY(${status}::incident_status[])` : empty}
    ${kind ? sql`AND i.kind = ANY(${kind}::incident_kind[])` : empty}
    ${from ? sql`AND i.detected_at >= ${from}` : empty}
    ${to ? sql`AND i.detected_at < ${to}` : empty} ${narrowed(filters)}`;
}

/** At most `limit` rows older than a position, newest first. */
function readRows(
  actor: Actor,
  filters: Filters,
  beyond: [at: Date, id: number] | null,
  limit: number,
): Promise<IncidentRow[]> {
  return readSql<IncidentRow>(sql`
    SELECT ${incidentColumns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id
    WHERE ${fitting(actor, filters)}
      ${beyond ? sql`AND (i.detected_at, i.id) < (${beyond[0]}, ${beyond[1]})` : empty}
    ORDER BY i.detected_at DESC, i.id DESC LIMIT ${limit}`);
}

/** Incidents by detection, newest first. */
export async function listIncidents(
  actor: Actor,
  { limit, cursor, ...filters }: Filters & Pick<IncidentsQuery, 'limit' | 'cursor'>,
): Promise<Page<IncidentAnswer>> {
  const after = decodeCursor(cursor, timePosition);
  const rows = await readRows(actor, filters, after && [new Date(after[0]), after[1]], limit + 1);
  return toPage(rows, limit, toAnswer, positionOf);
}

/** All of them, page by page. */
export async function* allIncidents(actor: Actor, filters: Filters): AsyncGenerator<IncidentAnswer[], void> {
  let cursor: string | undefined;
  do {
    const page = await listIncidents(actor, { ...filters, limit: 200, cursor });
    yield page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

/** The most severe of some incidents, of those alike the newest. */
export async function listBySeverity(actor: Actor, filters: Filters, limit: number): Promise<IncidentAnswer[]> {
  const rows = await readSql<IncidentRow>(sql`
    SELECT ${incidentColumns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id
    WHERE ${fitting(actor, filters)}
    ORDER BY i.severity, i.detected_at DESC, i.id DESC LIMIT ${limit}`);
  return rows.map(toAnswer);
}

function positionOf(row: IncidentRow): [number, number] {
  return [row.detected_at.getTime(), row.rowId];
}

/** An incident without its log, from the primary: what a writer is answered must hold what it wrote. */
export async function readIncidentHead(id: number): Promise<IncidentAnswer> {
  const [row] = await primarySql<IncidentRow>(sql`
    SELECT ${incidentColumns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.id = ${id}`);
  if (!row) throw new NotFoundError('This incident');
  return toAnswer(row);
}
