import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Person } from '../schema/room';

/** Those who may take a seat: responders and above, by name. */
export function readResponders(): Promise<Person[]> {
  return readSql<Person>(sql`
    SELECT id, name FROM user_account WHERE disabled_at IS NULL AND role <> 'viewer' ORDER BY lower(name), id LIMIT 500`);
}

/** Minutes between updates that the severity of an incident asks for; null: none. */
export async function readUpdateMinutes(severity: string): Promise<number | null> {
  const [row] = await readSql<{ minutes: number | null }>(sql`
    SELECT update_minutes AS minutes FROM severity_policy WHERE severity = ${severity}::severity`);
  return row?.minutes ?? null;
}
