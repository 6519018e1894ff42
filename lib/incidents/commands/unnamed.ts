import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { ConflictError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { seesAll } from '../model/access';
import type { LockedRoom } from './room';

/**
 * Throws a ConflictError `names_private` when the log of an incident that is to be opened names others that are private: everybody would read
 * of them. Of two that name each other neither could come first, so administrators, who see both and are audited, may.
 */
export async function requireUnnamed(tx: Tx, actor: Actor, { stored }: LockedRoom): Promise<void> {
  if (seesAll(actor)) return;
  const named = await tx.sql(sql`
    SELECT 1 FROM incident o WHERE o.visibility = 'private' AND o.id <> ${stored.id} AND 'INC-' || o.number IN (
      SELECT e.payload ->> 'other' FROM incident_event e
      WHERE e.incident_id = ${stored.id} AND e.kind IN ('linked', 'unlinked', 'merged', 'merged_from'))`);
  if (named.length === 0) return;
  const [count, them] =
    named.length === 1 ? ['1 other private incident', 'it'] : [`${named.length} other private incidents`, 'them'];
  throw new ConflictError(
    'names_private',
    `Its log names ${count}, and everybody would read of ${them}. Open ${them} first, ask an administrator to open this one, or leave it private.`,
    '/visibility',
  );
}
