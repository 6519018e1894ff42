import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { localDate } from '@/lib/core/time';
import { primarySql, type Queryable } from '@/lib/db/pool';
import type { IncidentKind, Severity } from '@/lib/incidents/schema';
import { reminderHour, remindsEverySeconds } from '../model';
import { actionTables } from './scope';
import { actionVisibleTo } from './visible';

/** An action item whose owner is to be reminded, with what a message needs to know of its incident. */
export type DueReminder = {
  id: number;
  text: string;
  owner: string | null;
  dueOn: string;
  incidentId: number;
  number: number;
  severity: Severity;
  kind: IncidentKind;
  isPrivate: boolean;
};

/** Of the oldest first, as many as one transaction tells of. */
const most = 500;

/** Items that a day reminds of: due in two days, due today, and every day once it is overdue. */
const isDue = (day: string) =>
  sql`a.done_at IS NULL AND (a.due_on <= ${day}::date OR a.due_on = ${day}::date + 2) AND i.id IS NOT NULL`;

/** What is due for a reminder on `day` (in UTC), the longest due first. */
export function dueReminders(db: Queryable, actor: Actor, day: string): Promise<DueReminder[]> {
  return db.sql<DueReminder>(sql`
    SELECT a.id, a.text, coalesce(u.name, a.owner_name) AS owner, to_char(a.due_on, 'YYYY-MM-DD') AS "dueOn", i.id AS "incidentId", i.number,
      i.severity, i.kind, i.visibility = 'private' AS "isPrivate"
    FROM ${actionTables}
    WHERE ${isDue(day)} AND ${actionVisibleTo(actor)}
    ORDER BY a.due_on, a.id LIMIT ${most}`);
}

type Unreminded = Pick<DueReminder, 'id' | 'incidentId' | 'number' | 'severity' | 'kind'>;

/**
 * The reminders of the day of `at` (in UTC) that should have been queued `lateSeconds` ago and were not. They are queued every hour of the day from
 * the first one on, so what was changed within the last hour, the item or a channel, has time until the next.
 */
export async function listUnreminded(at: Date, lateSeconds: number): Promise<Unreminded[]> {
  const since = new Date(at.getTime() - (remindsEverySeconds + lateSeconds) * 1000);
  const day = localDate(at, 'UTC');
  if (since.getUTCHours() < reminderHour || localDate(since, 'UTC') !== day) return [];
  return primarySql<Unreminded>(sql`
    SELECT a.id, i.id AS "incidentId", i.number, i.severity, i.kind FROM ${actionTables}
    WHERE ${isDue(day)} AND a.updated_at < ${since}
      AND NOT EXISTS (SELECT 1 FROM notification_channel c WHERE c.updated_at >= ${since})
      AND NOT EXISTS (
        SELECT 1 FROM outbox o WHERE o.incident_id = i.id AND o.reminder_key = 'action:' || a.id || ':' || ${day}::text)
    ORDER BY a.due_on, a.id LIMIT ${most}`);
}
