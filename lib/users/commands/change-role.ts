import sql from 'sql-template-tag';
import type { Role } from '@/lib/auth/policy';
import { ConflictError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { changeRoleInput, setDisabledInput } from '../schema';
import { revokeSessionsOf, userForUpdate } from './subject';

/** Refuses to take away the last administrator who can still sign in; locks them all, so that two cannot remove each other. */
async function requireAnotherAdmin(tx: Parameters<typeof userForUpdate>[0], userId: string): Promise<void> {
  const admins = await tx.sql<{ id: string; canSignIn: boolean }>(sql`
    SELECT id, password_hash IS NOT NULL OR oidc_subject IS NOT NULL AS "canSignIn" FROM user_account
    WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`);
  // Somebody who was invited and never came is nobody to rely on.
  if (!admins.some((admin) => admin.id !== userId && admin.canSignIn)) {
    throw new ConflictError(
      'last_admin',
      'This is the last administrator who can sign in. Make somebody else an administrator first.',
    );
  }
}

/** Gives another role. The person's sessions end, but for the one that asks: the new role begins with a new session. */
export const changeRole = command({
  name: 'user.change_role',
  permission: 'user:manage',
  input: changeRoleInput,
  run: async ({ tx, actor, input, now }): Promise<{ email: string; from: Role; to: Role }> => {
    const user = await userForUpdate(tx, input.userId);
    const outcome = { email: user.email, from: user.role, to: input.role };
    if (user.role === input.role) return outcome;
    if (user.role === 'admin') await requireAnotherAdmin(tx, user.id);
    await tx.sql(sql`UPDATE user_account SET role = ${input.role}::role WHERE id = ${user.id}`);
    await revokeSessionsOf(tx, user.id, now, actor);
    return outcome;
  },
  audit: ({ email, from, to }) => ({ subject: email, detail: { from, to } }),
});

/** Disables an account (out at the next request, everywhere) or enables it again. */
export const setDisabled = command({
  name: 'user.set_disabled',
  permission: 'user:manage',
  input: setDisabledInput,
  run: async ({ tx, input, now }) => {
    const user = await userForUpdate(tx, input.userId);
    if (input.disabled && user.role === 'admin') await requireAnotherAdmin(tx, user.id);
    await tx.sql(sql`UPDATE user_account SET disabled_at = ${input.disabled ? now : null} WHERE id = ${user.id}`);
    if (input.disabled) await revokeSessionsOf(tx, user.id, now);
    return { email: user.email };
  },
  audit: ({ email }, { input }) => ({ subject: email, detail: { disabled: input.disabled } }),
});
