import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { rollbackHindrance } from '../model/authority';
import { readRollback } from '../queries/rollbacks';
import { type RollbackAnswer, rollbackIdInput } from '../schema';
import { askedFor, askerOf, findRoom } from './standing';

export type RunView = {
  rollback: RollbackAnswer;
  /** The server's clock when this was read. */
  readAt: string;
  /** Who may cancel it or look again instead of this person; null when they may. */
  hindrance: string | null;
};

/** The page of one rollback; null when there is none. */
export async function loadRun(user: UserActor, id: string): Promise<RunView | null> {
  if (!can(user, 'rollback:read')) throw new ForbiddenError('Ask an administrator for a role that sees rollbacks.');
  if (!rollbackIdInput.safeParse({ id }).success) return null;
  const rollback = await readRollback(user, id);
  if (!rollback) return null;
  const room = await findRoom(user, rollback.incident);
  // Who commands its incident now may, whatever the incident says of services meanwhile.
  const asked = room && { ...askedFor(room, rollback.service), isAbout: true };
  return {
    rollback,
    readAt: now().toISOString(),
    hindrance: rollbackHindrance(askerOf(user), asked, rollback.service),
  };
}
