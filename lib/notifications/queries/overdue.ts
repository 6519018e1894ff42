import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import type { QueueFacts } from '../commands/queue';

export type Overdue = QueueFacts & { reminderKey: string; text: string };

const facts = sql`i.id AS "incidentId", i.number, i.severity, i.kind, i.visibility = 'private' AS "isPrivate"`;
const most = 100;

/**
 * What is overdue and was not yet reminded of: the next update, at once and once more after 10 minutes; a post-mortem whose
 * target was missed, every day. Keys say which time it is, so each comes once. Action items: lib/actions/commands/remind.ts.
 * `sinceSeconds`: what was overdue so long ago already, and still is.
 */
export function listOverdue(sinceSeconds = 0): Promise<Overdue[]> {
  const then = sql`(now() - make_interval(secs => ${sinceSeconds}))`;
  return primarySql<Overdue>(sql`
    SELECT DISTINCT ON (found."incidentId", found."reminderKey") found.* FROM (
      (SELECT ${facts}, 'update:' || late || ':' || extract(epoch FROM i.next_update_due_at)::bigint AS "reminderKey",
        'The next update was due at ' || to_char(i.next_update_due_at AT TIME ZONE 'UTC', 'HH24:MI') || ' UTC' ||
          CASE late WHEN 0 THEN '.' ELSE ', 10 minutes ago or more.' END AS text
      FROM incident i, (VALUES (0), (10)) AS lateness(late)
      WHERE i.status IN ('triage', 'investigating', 'identified', 'mitigating', 'mitigated')
        AND i.next_update_due_at BETWEEN ${then} - interval '1 day' AND ${then} - make_interval(mins => late))
      UNION ALL
      (SELECT ${facts}, 'postmortem:' || t.occurrence || ':' || day, 'The post-mortem is overdue since ' ||
        to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC.'
      FROM incident i JOIN incident_target t ON t.incident_id = i.id AND t.code = 'postmortem' AND t.state = 'missed'
        CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM ${then} - t.due_at) / 86400)::int AS day) AS since
      WHERE i.status = 'resolved' AND coalesce(i.postmortem_state, '') NOT IN ('published', 'skipped') AND day BETWEEN 1 AND 30)
    ) AS found
    WHERE NOT EXISTS (
      SELECT 1 FROM outbox o WHERE o.incident_id = found."incidentId" AND o.reminder_key = found."reminderKey")
    ORDER BY found."incidentId", found."reminderKey" LIMIT ${most}`);
}
