import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { addDays, startOfDay, startOfWeek } from '@/lib/core/time';
import { readSql } from '@/lib/db/pool';
import { dueDay } from '../queries';
import { type ActionScope, actionTables, inActionScope, ownerKey } from './scope';
import { actionVisibleTo } from './visible';

export type ActionCounts = {
  open: number;
  openP1: number;
  overdue: number;
  /** Due date of the one that is overdue longest. */
  oldestDue: string | null;
  /** Done and cancelled, of those that this reader may see. */
  done: number;
  cancelled: number;
  /** Not over, and not shown to this reader because their incident is private. */
  hidden: number;
};

/** How many there are: all of them, those of private incidents too (incidents.md §13: aggregates include private ones). */
export async function countActions(actor: Actor, scope: ActionScope): Promise<ActionCounts> {
  const [row] = await readSql<ActionCounts>(sql`
    WITH item AS (
      SELECT a.status, a.priority, a.due_on, a.done_at, ${actionVisibleTo(actor)} AS shown
      FROM ${actionTables} WHERE ${inActionScope(scope)})
    SELECT count(*) FILTER (WHERE done_at IS NULL)::int AS open,
      count(*) FILTER (WHERE done_at IS NULL AND priority = 'P1')::int AS "openP1",
      count(*) FILTER (WHERE done_at IS NULL AND due_on < ${dueDay()}::date)::int AS overdue,
      to_char(min(due_on) FILTER (WHERE done_at IS NULL AND due_on < ${dueDay()}::date), 'YYYY-MM-DD') AS "oldestDue",
      count(*) FILTER (WHERE status = 'done' AND shown)::int AS done,
      count(*) FILTER (WHERE status = 'cancelled' AND shown)::int AS cancelled,
      count(*) FILTER (WHERE done_at IS NULL AND shown IS NOT TRUE)::int AS hidden
    FROM item`);
  if (!row) throw new Error('an aggregate has one row');
  return row;
}

export type ActionWeek = { start: string; opened: number; closed: number };

/** Action items written down and over per week from Monday, in UTC; the running week is the last of `count`. */
export async function readActionWeeks(scope: ActionScope, count: number): Promise<ActionWeek[]> {
  const last = startOfWeek(dueDay());
  const starts = Array.from({ length: count }, (_each, index) => addDays(last, (index + 1 - count) * 7));
  const since = startOfDay(starts[0] ?? last, 'UTC');
  const weekOf = (at: Sql) => sql`to_char(date_trunc('week', ${at} AT TIME ZONE 'UTC'), 'YYYY-MM-DD')`;
  const rows = await readSql<ActionWeek>(sql`
    SELECT start, count(*) FILTER (WHERE is_new)::int AS opened, count(*) FILTER (WHERE NOT is_new)::int AS closed FROM (
      SELECT ${weekOf(sql`a.created_at`)} AS start, true AS is_new FROM ${actionTables} WHERE ${inActionScope(scope)} AND a.created_at >= ${since}
      UNION ALL SELECT ${weekOf(sql`a.done_at`)}, false FROM ${actionTables} WHERE ${inActionScope(scope)} AND a.done_at >= ${since}) AS moment
    GROUP BY start`);
  const byStart = new Map(rows.map((row) => [row.start, row]));
  return starts.map((start) => byStart.get(start) ?? { start, opened: 0, closed: 0 });
}

export type OwnerOption = { value: string; label: string };

/** Who owns items that this reader may see, by name; of those without one 'none'. */
export async function listOwners(actor: Actor): Promise<OwnerOption[]> {
  return readSql<OwnerOption>(sql`
    SELECT ${ownerKey} AS value, min(coalesce(u.name, a.owner_name, 'Nobody yet')) AS label
    FROM ${actionTables} WHERE ${actionVisibleTo(actor)} GROUP BY 1 ORDER BY 2, 1 LIMIT 500`);
}

/** People who can be named as owners: enabled accounts by name. */
export async function listPeople(): Promise<OwnerOption[]> {
  return readSql<OwnerOption>(sql`
    SELECT email AS value, name AS label FROM user_account WHERE disabled_at IS NULL ORDER BY lower(name), email LIMIT 500`);
}
