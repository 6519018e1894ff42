import sql from 'sql-template-tag';
import type { z } from 'zod';
import { countSignInAttempt } from '@/lib/auth/limiter';
import { hashPassword, verifyPassword } from '@/lib/auth/passwords';
import { ForbiddenError, TooManyRequestsError, ValidationError } from '@/lib/core/errors';
import { type CommandContext, command } from '@/lib/server/command';
import { parseInput } from '@/lib/server/problem';
import { changeOwnPasswordInput, resetPasswordInput } from '../schema';
import { revokeSessionsOf, userForUpdate } from './subject';

/** An administrator gives somebody else a new password; all sessions of that person end. One's own takes the present one. */
export const resetPassword = command({
  name: 'user.reset_password',
  permission: 'user:manage',
  input: resetPasswordInput,
  run: async ({ tx, actor, input, now }) => {
    // Else whoever finds an open session could keep it for good.
    if (actor.kind === 'user' && actor.id === input.userId)
      throw new ForbiddenError('Change your own password under “Your account”, with the present one.');
    const passwordHash = await hashPassword(input.password);
    const user = await userForUpdate(tx, input.userId);
    await tx.sql(sql`UPDATE user_account SET password_hash = ${passwordHash} WHERE id = ${user.id}`);
    await revokeSessionsOf(tx, user.id, now, actor);
    return { email: user.email };
  },
  audit: ({ email }) => ({ subject: email, detail: {} }),
});

const setOwnPassword = command({
  name: 'user.change_own_password',
  permission: 'session:own',
  input: changeOwnPasswordInput,
  run: async ({ tx, actor, input, now }) => {
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has a password.');
    const user = await userForUpdate(tx, actor.id);
    if (!(await verifyPassword(input.current, user.passwordHash))) {
      throw new ValidationError([{ path: '/current', message: 'This is not your present password.' }]);
    }
    await tx.sql(
      sql`UPDATE user_account SET password_hash = ${await hashPassword(input.password)} WHERE id = ${user.id}`,
    );
    await revokeSessionsOf(tx, user.id, now, actor);
    return null;
  },
  audit: (_result, { actor }) => ({ subject: actor.kind === 'user' ? actor.email : '', detail: {} }),
});

/**
 * One's own password, proved by the present one; all other sessions end. Tries count like tries to sign in, before the transaction
 * opens: a count must outlive its refusal, and a transaction that waits for a second connection could empty the pool.
 */
export const changeOwnPassword = {
  name: setOwnPassword.name,
  permission: setOwnPassword.permission,
  async execute(rawInput: z.input<typeof changeOwnPasswordInput>, context: CommandContext): Promise<null> {
    const { actor } = context;
    const input = parseInput(changeOwnPasswordInput, rawInput);
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has a password.');
    const retryAfterSeconds = await countSignInAttempt(actor.email, `user ${actor.id}`);
    if (retryAfterSeconds > 0) throw new TooManyRequestsError(retryAfterSeconds);
    return setOwnPassword.execute(input, context);
  },
};
