import sql from 'sql-template-tag';
import { ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { readWhoSees } from '../queries/access';
import type { Person } from '../schema/room';
import type { LockedRoom } from './room';

/** Does this person see a locked incident: it is open, they are among its people, or they are an administrator? */
export async function isInside(tx: Tx, { stored }: LockedRoom, { id }: Person): Promise<boolean> {
  if (stored.room.visibility === 'open') return true;
  if ((await readWhoSees(tx, stored.id)).some((each) => each.id === id)) return true;
  return (await tx.sql(sql`SELECT 1 FROM user_account WHERE id = ${id}::uuid AND role = 'admin'`)).length > 0;
}

/** Throws a ValidationError when work on a private incident is given to somebody who cannot see it. */
export async function requireInside(tx: Tx, locked: LockedRoom, person: Person | null): Promise<void> {
  if (person === null || (await isInside(tx, locked, person))) return;
  const message = `${person.name} cannot see this private incident. Let them in first.`;
  throw new ValidationError([{ path: '/assignee', message }]);
}
