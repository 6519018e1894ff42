import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Person } from '../schema/room';

/** Those who may take a seat: responders and above, by name. */
export function readResponders(): Promise<Person[]> {
  return readSql<Person>(sql`
    SELECT id, name FROM user_account WHERE disabled_at IS NULL AND role <> 'viewer' ORDER BY lower(name), id LIMIT 500`);
}
