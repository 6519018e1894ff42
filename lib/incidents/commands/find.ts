import sql from 'sql-template-tag';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db/pool';

/**
 * The incident meant by `key`: INC-42, or the id that a source chose, first of the caller's own source, else the only one of
 * that id. Throws NotFoundError, or ConflictError `ambiguous_id` when several sources have it.
 */
export async function findIncident(db: Queryable, key: string, ownSourceId: number | null): Promise<number> {
  const number = /^INC-(\d{1,15})$/i.exec(key)?.[1];
  if (number) {
    const [row] = await db.sql<{ id: number }>(sql`SELECT id FROM incident WHERE number = ${Number(number)}`);
    if (row) return row.id;
  }
  const rows = await db.sql<{ id: number; own: boolean }>(sql`
    SELECT id, coalesce(source_id = ${ownSourceId}::bigint, false) AS own FROM incident WHERE external_id = ${key}
    ORDER BY own DESC, id LIMIT 2`);
  const [first] = rows;
  if (!first) throw new NotFoundError(`Incident "${key}"`);
  if (!first.own && rows.length > 1)
    throw new ConflictError('ambiguous_id', `Several sources have an incident "${key}". Use its INC- key.`);
  return first.id;
}
