import sql from 'sql-template-tag';
import { type Queryable, readSql } from '@/lib/db/pool';
import type { WhoSees } from '../schema/access';
import type { Person } from '../schema/room';

/** The people who see a private incident whatever their role, by name, with the strongest reason for each. */
export function readWhoSees(db: Queryable, incidentId: number): Promise<WhoSees[]> {
  return db.sql<WhoSees>(sql`
    SELECT id, name, because FROM (
      SELECT DISTINCT ON (u.id) u.id, u.name, w.because FROM (
        SELECT declared_by_id AS user_id, 1 AS rank, 'declared' AS because FROM incident WHERE id = ${incidentId}
        UNION ALL SELECT user_id, 2, 'seat' FROM incident_seat WHERE incident_id = ${incidentId}
        UNION ALL SELECT user_id, 3, 'let_in' FROM incident_access WHERE incident_id = ${incidentId}) AS w
      JOIN user_account u ON u.id = w.user_id ORDER BY u.id, w.rank) AS seer
    ORDER BY lower(name), id LIMIT 1000`);
}

/** Those who may be let into a private incident: everybody whose account is live, by name; the first 500. Namesakes are told apart. */
export function readEverybody(): Promise<Person[]> {
  return readSql<Person>(sql`
    SELECT id, CASE WHEN count(*) OVER (PARTITION BY lower(name)) > 1 THEN name || ', ' || email ELSE name END AS name
    FROM user_account WHERE disabled_at IS NULL ORDER BY lower(user_account.name), email LIMIT 500`);
}
