import sql from 'sql-template-tag';
import { z } from 'zod';
import { ValidationError } from '@/lib/core/errors';
import { requiredText } from '@/lib/core/fields';
import type { Tx } from '@/lib/db/transaction';
import { accessRow, requireAccessAuthority } from '../model/access';
import type { Person } from '../schema/room';
import { roomCommand, roomInput } from './room';

/** Lets a person into a private incident, or takes that back. Those who declared it or held a seat see it anyway. */
export const changeAccess = roomCommand({
  name: 'incident.access',
  input: roomInput.extend({
    user: requiredText(320).describe('Of a person: id or e-mail address'),
    do: z.enum(['let_in', 'take_out']),
  }),
  closedFor: [],
  audited: true,
  run: async ({ tx, actor, input, locked, now }) => {
    const { room } = locked.stored;
    requireAccessAuthority(actor, room, locked.sourceId);
    if (room.visibility === 'open')
      throw new ValidationError([
        { path: '/user', message: 'Everybody who is signed in sees this incident. Make it private first.' },
      ]);
    const isLet = input.do === 'let_in';
    const person = await findPerson(tx, input.user, isLet);
    // Who is in by an offer alone would be out with it.
    const isOffered = room.offers.some(({ letIn, to }) => letIn && to.id === person.id);
    const isIn = room.access.some(({ id }) => id === person.id) && !(isLet && isOffered);
    return { log: isIn === isLet ? [] : [accessRow(person, isLet, now)] };
  },
});

/** A person by id or e-mail address; `isActive`: one whose account is not disabled. */
async function findPerson(tx: Tx, name: string, isActive: boolean): Promise<Person> {
  const [person] = await tx.sql<Person>(sql`
    SELECT id, name FROM user_account
    WHERE (id::text = ${name} OR email = lower(${name})) AND (NOT ${isActive} OR disabled_at IS NULL)`);
  if (!person) throw new ValidationError([{ path: '/user', message: `There is no person "${name}".` }]);
  return person;
}
