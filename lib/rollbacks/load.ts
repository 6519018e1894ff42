import type { Actor } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import { readRollback } from './queries/rollbacks';
import type { RollbackAnswer } from './schema';

/** One rollback as this actor may know it; throws NotFoundError. */
export async function loadRollback(actor: Actor, id: string): Promise<RollbackAnswer> {
  const rollback = await readRollback(actor, id);
  if (!rollback) throw new NotFoundError('This rollback');
  return rollback;
}
