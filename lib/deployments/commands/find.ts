import sql from 'sql-template-tag';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db/pool';

/**
 * The deployment that a caller means by the id that its pipeline chose: of the caller's own source, else the only one of that
 * id. Throws NotFoundError, or ConflictError `ambiguous_id` when several sources have it.
 */
export async function findDeployment(db: Queryable, id: string, ownSourceId: number | null): Promise<number> {
  const rows = await db.sql<{ id: number; own: boolean }>(sql`
    SELECT id, coalesce(source_id = ${ownSourceId}::bigint, false) AS own FROM deployment WHERE external_id = ${id}
    ORDER BY own DESC, id LIMIT 2`);
  const [first] = rows;
  if (!first) throw new NotFoundError(`Deployment "${id}"`);
  if (!first.own && rows.length > 1) {
    throw new ConflictError('ambiguous_id', `Several sources have a deployment "${id}". Use the key that reported it.`);
  }
  return first.id;
}
