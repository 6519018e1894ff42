import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { DeclareSeverity } from '../schema/list';

/** What each severity means and does, the worst first. */
export function readDeclareSeverities(): Promise<DeclareSeverity[]> {
  return readSql<DeclareSeverity>(sql`
    SELECT y.severity, y.meaning, y.reaction, y.update_minutes AS "updateMinutes", y.reaction = 'page' AND NOT EXISTS (
        SELECT 1 FROM notification_route r JOIN notification_channel c ON c.id = r.channel_id
        WHERE r.severity = y.severity AND r.role = 'primary' AND c.enabled AND c.removed_at IS NULL AND c.can_page) AS "pagesNobody"
    FROM severity_policy y ORDER BY y.severity`);
}
