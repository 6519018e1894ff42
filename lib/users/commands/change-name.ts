import sql from 'sql-template-tag';
import { ForbiddenError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { changeOwnNameInput } from '../schema';
import { userForUpdate } from './subject';

/** One's own name, as others read it beside what one does. */
export const changeOwnName = command({
  name: 'user.change_own_name',
  permission: 'session:own',
  input: changeOwnNameInput,
  run: async ({ tx, actor, input }) => {
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has a name.');
    const user = await userForUpdate(tx, actor.id);
    await tx.sql(sql`UPDATE user_account SET name = ${input.name} WHERE id = ${user.id}`);
    return { email: user.email, from: user.name, to: input.name };
  },
  audit: ({ email, from, to }) => (from === to ? null : { subject: email, detail: { from, to } }),
});
