import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Person } from '../schema/room';

/** Those who may take a seat: responders and above, by name. */
export function readResponders(): Promise<Person[]> {
  return readSql<Person>(sql`
    SELECT id, name FROM user_account WHERE disabled_at IS NULL AND role <> 'viewer' ORDER BY lower(name), id LIMIT 500`);
}

/** What a severity asks for: minutes between updates (null: none), and whether there must be a post-mortem. */
export async function readRules(
  severity: string,
): Promise<{ updateMinutes: number | null; postmortemRequired: boolean }> {
  const [row] = await readSql<{ updateMinutes: number | null; postmortemRequired: boolean }>(sql`
    SELECT update_minutes AS "updateMinutes", postmortem_required AS "postmortemRequired"
    FROM severity_policy WHERE severity = ${severity}::severity`);
  return row ?? { updateMinutes: null, postmortemRequired: false };
}
