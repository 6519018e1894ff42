import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import { countUnsentReminders } from './unsent-reminders';

/** Work of the program itself that should have been done a minute ago; all zero while the processes keep up. */
export type OverdueWork = { targets: number; messages: number; reminders: number };

/**
 * What nobody did: response targets that passed and were not judged, messages that were due and not tried, reminders that were due and not
 * queued (incidents.md §7).
 */
export async function readOverdueWork(): Promise<OverdueWork> {
  const [rows, reminders] = await Promise.all([readOverdueRows(), countUnsentReminders()]);
  return { ...(rows[0] ?? { targets: 0, messages: 0 }), reminders };
}

function readOverdueRows() {
  return primarySql<Omit<OverdueWork, 'reminders'>>(sql`
    SELECT
      (SELECT count(*)::int FROM incident_target WHERE state = 'pending' AND due_at < now() - interval '1 minute') AS targets,
      (SELECT count(*)::int FROM outbox WHERE state IN ('pending', 'sending') AND next_at < now() - interval '1 minute') AS messages`);
}
