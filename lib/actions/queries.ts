import sql, { empty, type Sql } from 'sql-template-tag';
import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { decodeCursor, type Page, timePosition, toPage } from '@/lib/core/paging';
import { isDate, localDate, now } from '@/lib/core/time';
import { primarySql, type Queryable, readSql } from '@/lib/db/pool';
import { isOverdue } from './model';
import { actionTables, inActionScope } from './queries/scope';
import { actionVisibleTo } from './queries/visible';
import type { ActionAnswer, ActionsQuery } from './schema';

type Times = 'created_at' | 'updated_at' | 'done_at';
type Row = Omit<ActionAnswer, Times | 'id' | 'incident' | 'overdue' | 'url'> & {
  rowId: number;
  incidentNumber: number | null;
  created_at: Date;
  updated_at: Date;
  done_at: Date | null;
};

const selected = sql`
  SELECT a.id AS "rowId", i.number AS "incidentNumber", i.title AS incident_title, i.kind AS incident_kind, i.severity, a.text, a.type, a.priority, a.status,
    ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug) AS services,
    coalesce(u.email, a.owner_name) AS owner, coalesce(u.name, a.owner_name) AS owner_name, to_char(a.due_on, 'YYYY-MM-DD') AS due_on,
    a.issue_url, a.version, a.created_at, a.updated_at, a.done_at
  FROM ${actionTables}`;

/** Today's date in UTC, by which due dates are judged. */
export function dueDay(): string {
  return localDate(now(), 'UTC');
}

function toAnswer({ rowId, incidentNumber, ...row }: Row): ActionAnswer {
  return {
    ...row,
    id: `ACT-${rowId}`,
    incident: incidentNumber === null ? null : `INC-${incidentNumber}`,
    overdue: isOverdue(row, dueDay()),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    done_at: row.done_at?.toISOString() ?? null,
    url: `${env().PUBLIC_URL}/actions?item=ACT-${rowId}`,
  };
}

export type ActionFilters = Omit<ActionsQuery, 'limit' | 'cursor' | 'format'>;

/** Each filter narrows. */
export function fittingActions(actor: Actor, { status, owner, service, overdue }: ActionFilters): Sql {
  const isOverdueSql = sql`(a.done_at IS NULL AND coalesce(a.due_on < ${dueDay()}::date, false))`;
  return sql`${actionVisibleTo(actor)} AND ${inActionScope({ owner, service })}
    ${status ? sql`AND a.status = ANY(${status}::action_status[])` : empty}
    ${overdue === undefined ? empty : sql`AND ${isOverdueSql} = ${overdue}`}`;
}

/** Stands for a due date that is not known, after all that are. */
const noDate = '9999-12-31';
const position = z.tuple([z.string().refine(isDate), z.int().min(0)]);

/** Action items by due date, those without one last. */
export async function listActions(
  actor: Actor,
  { limit, cursor, ...filters }: ActionFilters & Pick<ActionsQuery, 'limit' | 'cursor'>,
): Promise<Page<ActionAnswer>> {
  const after = decodeCursor(cursor, position);
  const rows = await readSql<Row>(sql`
    ${selected} WHERE ${fittingActions(actor, filters)}
      ${after ? sql`AND (coalesce(a.due_on, ${noDate}::date), a.id) > (${after[0]}::date, ${after[1]}::bigint)` : empty}
    ORDER BY coalesce(a.due_on, ${noDate}::date), a.id LIMIT ${limit + 1}`);
  return toPage(rows, limit, toAnswer, (row) => [row.due_on ?? noDate, row.rowId]);
}

/** All of them by the same order, page by page. */
export async function* allActions(actor: Actor, filters: ActionFilters): AsyncGenerator<ActionAnswer[], void> {
  let cursor: string | undefined;
  do {
    const page = await listActions(actor, { ...filters, limit: 200, cursor });
    yield page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

/** What is done or cancelled, latest first. */
export async function listOverActions(
  actor: Actor,
  { limit, cursor, ...filters }: ActionFilters & Pick<ActionsQuery, 'limit' | 'cursor'>,
): Promise<Page<ActionAnswer>> {
  const after = decodeCursor(cursor, timePosition);
  const rows = await readSql<Row & { done_at: Date }>(sql`
    ${selected} WHERE a.done_at IS NOT NULL AND ${fittingActions(actor, filters)}
      ${after ? sql`AND (a.done_at, a.id) < (${new Date(after[0])}, ${after[1]}::bigint)` : empty}
    ORDER BY a.done_at DESC, a.id DESC LIMIT ${limit + 1}`);
  return toPage(rows, limit, toAnswer, (row) => [row.done_at.getTime(), row.rowId]);
}

/** All action items of one incident, in the order in which they were written. Whoever asks has seen to it that the incident may be seen. */
export async function readActionItems(db: Queryable, incidentId: number): Promise<ActionAnswer[]> {
  const rows = await db.sql<Row>(sql`${selected} WHERE a.incident_id = ${incidentId} ORDER BY a.id`);
  return rows.map(toAnswer);
}

/** One item as it is, from the primary: what a writer is answered must hold what it wrote. Throws NotFoundError. */
export async function readActionItem(
  actor: Actor,
  id: number,
  db: Queryable = { sql: primarySql },
): Promise<ActionAnswer> {
  const [row] = await db.sql<Row>(sql`${selected} WHERE a.id = ${id} AND ${actionVisibleTo(actor)}`);
  if (!row) throw new NotFoundError(`Action item "ACT-${id}"`);
  return toAnswer(row);
}
