import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { hasRole } from '@/lib/auth/policy';
import { ConflictError, ForbiddenError, NotFoundError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { canCancel, runDeadlineSeconds } from '../model/run';
import { type RollbackState, rollbackChannel, rollbackIdInput } from '../schema';
import { carrySoon } from './carry';

type Locked = {
  id: string;
  state: RollbackState;
  calledAt: Date | null;
  appliedAt: Date | null;
  service: string;
  serviceId: number;
  incident: number | null;
};

async function lock(tx: Tx, id: string): Promise<Locked> {
  const [row] = await tx.sql<Locked>(sql`
    SELECT r.id, r.state, r.called_at AS "calledAt", r.applied_at AS "appliedAt", s.slug AS service, r.service_id AS "serviceId",
      (SELECT i.number FROM incident i WHERE i.id = r.incident_id) AS incident
    FROM rollback r JOIN service s ON s.id = r.service_id WHERE r.id = ${id}::uuid FOR UPDATE OF r`);
  if (!row) throw new NotFoundError('This rollback');
  return row;
}

/** A release manager, a key with the scope, or who commands its incident now. */
async function requireMay(tx: Tx, actor: Actor, { incident }: Locked): Promise<void> {
  if (actor.kind !== 'user' || hasRole(actor.role, 'release_manager')) return;
  const holds = await tx.sql(sql`
    SELECT 1 FROM incident i JOIN incident_seat x ON x.incident_id = i.id
    WHERE i.number = ${incident}::bigint AND x.seat = 'commander' AND x.ended_at IS NULL AND x.user_id = ${actor.id}::uuid`);
  if (holds.length > 0) return;
  throw new ForbiddenError('This takes a release manager, or the commander of its incident.', 'not_commander');
}

const addStep = (tx: Tx, id: string, state: RollbackState, detail: string, now: Date) =>
  tx.sql(sql`
    INSERT INTO rollback_step (rollback_id, seq, at, state, detail)
    SELECT id, last_step, ${now}, ${state}::rollback_state, ${detail} FROM rollback WHERE id = ${id}::uuid`);

/** Cancels a rollback while that is safe: before the cluster was called. Afterwards a change is on its way, and stopping half-way helps nobody. */
export const cancelRollback = command({
  name: 'rollback.cancel',
  permission: 'rollback:run',
  input: rollbackIdInput,
  run: async ({ tx, actor, input: { id }, now }) => {
    const row = await lock(tx, id);
    await requireMay(tx, actor, row);
    if (row.state === 'CANCELLED') return { ...row, changed: false };
    if (!canCancel(row))
      throw new ConflictError(
        'too_late',
        'The cluster was called already. Let it end, then go back by a new plan.',
        '',
        {
          state: row.state,
        },
      );
    const detail = 'Cancelled before the cluster was called. Nothing was changed.';
    await tx.sql(sql`
      UPDATE rollback SET state = 'CANCELLED', finished_at = ${now}, detail = ${detail}, last_step = last_step + 1, lease_until = NULL
      WHERE id = ${id}::uuid`);
    await addStep(tx, id, 'CANCELLED', detail, now);
    return { ...row, changed: true };
  },
  audit: ({ id, service, changed }) => (changed ? { subject: service, detail: { id } } : null),
  announce: ({ id, changed }) => (changed ? [rollbackChannel(id), 'overview'] : []),
});

/** Ended although the change was made. */
const uncertain: readonly RollbackState[] = ['TIMED_OUT', 'FAILED'];

/**
 * Looks once more at a rollback whose change was made, or may have been, and that ended without being verified. The cluster is read and not
 * changed; it has another two minutes.
 */
export const lookAgain = command({
  name: 'rollback.look_again',
  permission: 'rollback:run',
  input: rollbackIdInput,
  run: async ({ tx, actor, input: { id }, now }) => {
    const row = await lock(tx, id);
    await requireMay(tx, actor, row);
    const isOpen = row.state === 'UNKNOWN' || (uncertain.includes(row.state) && row.appliedAt !== null);
    if (!isOpen)
      throw new ConflictError('too_late', 'There is nothing left to look at: its end is certain.', '', {
        state: row.state,
      });
    const deadline = new Date(now.getTime() + runDeadlineSeconds * 1000);
    const running = await tx.sql<{ id: string }>(sql`
      SELECT o.id FROM rollback r JOIN rollback o ON o.cluster_id = r.cluster_id AND o.kind = r.kind AND o.namespace = r.namespace
        AND o.name = r.name AND o.requested_at > r.requested_at
      WHERE r.id = ${id}::uuid ORDER BY o.requested_at DESC LIMIT 1`);
    if (running[0])
      throw new ConflictError(
        'rollback_running',
        'A later rollback of this workload was begun. Look at that one.',
        '',
        {
          id: running[0].id,
        },
      );
    await tx.sql(sql`
      UPDATE rollback SET state = 'OBSERVING', finished_at = NULL, detail = NULL, deadline_at = ${deadline}, last_step = last_step + 1,
        lease_until = NULL WHERE id = ${id}::uuid`);
    await addStep(tx, id, 'OBSERVING', 'Asked to look again', now);
    return row;
  },
  audit: ({ id, service }) => ({ subject: service, detail: { id } }),
  announce: ({ id }) => [rollbackChannel(id), 'overview'],
  afterCommit: () => void carrySoon(),
});
