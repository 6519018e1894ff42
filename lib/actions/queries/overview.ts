import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { addDays, startOfDay, startOfWeek } from '@/lib/core/time';
import { readSql } from '@/lib/db/pool';
import { termDays } from '../model';
import { dueDay } from '../queries';
import { actionVisibleTo } from './visible';

/** Whose items: without a filter all of them, those of private incidents too (incidents.md §13: aggregates include private ones). */
export type ActionScope = { owner?: string[] | undefined; service?: string[] | undefined };

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
  /** Of SEV1 and SEV2, decided within the window: done, or their term has passed. */
  decided: number;
  /** Of those, done within their term. */
  inTime: number;
};

function within({ owner, service }: ActionScope): Sql {
  const names = owner?.map((name) => name.toLowerCase());
  return sql`true
    ${names ? sql`AND coalesce(u.email, lower(a.owner_name), 'none') = ANY(${names}::text[])` : empty}
    ${
      service
        ? sql`AND a.incident_id IN (
      SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id WHERE s.slug = ANY(${service}::text[]))`
        : empty
    }`;
}

const from = sql`FROM action_item a LEFT JOIN incident i ON i.id = a.incident_id LEFT JOIN user_account u ON u.id = a.owner_id`;
const isOver = sql`a.done_at IS NOT NULL`;

/** Days of which the decided ones are counted. */
export const decidedDays = 90;

/** How many there are. Drills, tests and cancelled items have no term. */
export async function countActions(actor: Actor, scope: ActionScope, now: Date): Promise<ActionCounts> {
  const since = new Date(now.getTime() - decidedDays * 86_400_000);
  const [row] = await readSql<ActionCounts>(sql`
    WITH item AS (
      SELECT a.status, a.priority, a.due_on, a.done_at, ${actionVisibleTo(actor)} AS shown,
        CASE WHEN i.kind = 'real' THEN a.created_at + make_interval(days =>
          CASE i.severity WHEN 'SEV1' THEN ${termDays.SEV1}::int WHEN 'SEV2' THEN ${termDays.SEV2}::int END) END AS term
      ${from} WHERE ${within(scope)}),
    decision AS (
      SELECT status = 'done' AND done_at <= term AS is_in_time FROM item
      WHERE term IS NOT NULL AND status <> 'cancelled'
        AND least(CASE WHEN status = 'done' THEN done_at END, term) BETWEEN ${since} AND ${now})
    SELECT count(*) FILTER (WHERE done_at IS NULL)::int AS open,
      count(*) FILTER (WHERE done_at IS NULL AND priority = 'P1')::int AS "openP1",
      count(*) FILTER (WHERE done_at IS NULL AND due_on < ${dueDay()}::date)::int AS overdue,
      to_char(min(due_on) FILTER (WHERE done_at IS NULL AND due_on < ${dueDay()}::date), 'YYYY-MM-DD') AS "oldestDue",
      count(*) FILTER (WHERE status = 'done' AND shown)::int AS done,
      count(*) FILTER (WHERE status = 'cancelled' AND shown)::int AS cancelled,
      count(*) FILTER (WHERE done_at IS NULL AND NOT shown)::int AS hidden,
      (SELECT count(*) FROM decision)::int AS decided,
      (SELECT count(*) FROM decision WHERE is_in_time)::int AS "inTime"
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
      SELECT ${weekOf(sql`a.created_at`)} AS start, true AS is_new ${from} WHERE ${within(scope)} AND a.created_at >= ${since}
      UNION ALL SELECT ${weekOf(sql`a.done_at`)}, false ${from} WHERE ${within(scope)} AND ${isOver} AND a.done_at >= ${since}) AS moment
    GROUP BY start`);
  const byStart = new Map(rows.map((row) => [row.start, row]));
  return starts.map((start) => byStart.get(start) ?? { start, opened: 0, closed: 0 });
}

export type OwnerOption = { value: string; label: string };

/** Who owns items that this reader may see, by name; of those without one 'none'. */
export async function listOwners(actor: Actor): Promise<OwnerOption[]> {
  return readSql<OwnerOption>(sql`
    SELECT DISTINCT coalesce(u.email, lower(a.owner_name), 'none') AS value, min(coalesce(u.name, a.owner_name, 'Nobody yet')) AS label
    ${from} WHERE ${actionVisibleTo(actor)} GROUP BY 1 ORDER BY 2, 1 LIMIT 500`);
}

/** People who can be named as owners: enabled accounts by name. */
export async function listPeople(): Promise<OwnerOption[]> {
  return readSql<OwnerOption>(sql`
    SELECT email AS value, name AS label FROM user_account WHERE disabled_at IS NULL ORDER BY lower(name), email LIMIT 500`);
}
