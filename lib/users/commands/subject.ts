import sql, { empty } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Role } from '@/lib/auth/policy';
import { NotFoundError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';

export type LockedUser = { id: string; email: string; name: string; role: Role; passwordHash: string | null };

/** The account that a command is about, locked until commit. */
export async function userForUpdate(tx: Tx, userId: string): Promise<LockedUser> {
  const [user] = await tx.sql<LockedUser>(sql`
    SELECT id, email, name, role, password_hash AS "passwordHash" FROM user_account WHERE id = ${userId} FOR NO KEY UPDATE`);
  if (!user) throw new NotFoundError('This account');
  return user;
}

/** Ends all sessions of a person, but for the one of `keep`. */
export async function revokeSessionsOf(tx: Tx, userId: string, at: Date, keep?: Actor): Promise<void> {
  const kept = keep?.kind === 'user' ? sql`AND id_hash <> ${keep.sessionHash}` : empty;
  await tx.sql(sql`UPDATE session SET revoked_at = ${at} WHERE user_id = ${userId} AND revoked_at IS NULL ${kept}`);
}
