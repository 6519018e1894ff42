import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Queryable } from '@/lib/db/pool';
import type { IncidentKind, Severity } from '@/lib/incidents/schema';
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

/** What is due for a reminder on `day` (in UTC): due in two days, due today, and every day once it is overdue. */
export function dueReminders(db: Queryable, actor: Actor, day: string): Promise<DueReminder[]> {
  return db.sql<DueReminder>(sql`
    SELECT a.id, a.text, coalesce(u.name, a.owner_name) AS owner, to_char(a.due_on, 'YYYY-MM-DD') AS "dueOn", i.id AS "incidentId", i.number,
      i.severity, i.kind, i.visibility = 'private' AS "isPrivate"
    FROM ${actionTables}
    WHERE a.done_at IS NULL AND (a.due_on <= ${day}::date OR a.due_on = ${day}::date + 2) AND i.id IS NOT NULL
      AND ${actionVisibleTo(actor)}
    ORDER BY a.due_on, a.id LIMIT ${most}`);
}
