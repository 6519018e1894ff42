import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { listAccounts } from './queries';
import type { UserRow } from './schema';

/** Accounts shown on one page; whoever is further down is found by search. */
export const shownUsers = 200;

/** The people's page: accounts by name, disabled ones last. `more` says that the list was cut. */
export async function loadUsers(actor: UserActor, search: string): Promise<{ users: UserRow[]; more: boolean }> {
  if (!can(actor, 'user:manage')) throw new ForbiddenError('Only administrators manage people.');
  const rows = await listAccounts(shownUsers + 1, search);
  const users = rows.slice(0, shownUsers).map(
    (row): UserRow => ({
      id: row.id,
      email: row.email,
      name: row.name,
      role: row.role,
      signsInWith: signsInWith(row.hasPassword, row.hasIdentity),
      createdAt: row.createdAt.toISOString(),
      lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
      disabled: row.disabledAt !== null,
    }),
  );
  return { users, more: rows.length > shownUsers };
}

function signsInWith(password: boolean, identity: boolean): UserRow['signsInWith'] {
  if (password && identity) return 'both';
  if (password) return 'password';
  return identity ? 'provider' : 'none';
}
