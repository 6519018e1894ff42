import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { hasIdentityProvider } from '@/lib/auth/identity-provider';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, type Search } from '@/lib/core/page-search';
import { type AccountRow, listAccounts, readAccount } from './queries';
import { type UserDetail, type UserRow, usersQuery } from './schema';

/** Accounts shown on one page; whoever is further down is found by search. */
export const shownUsers = 200;

export type UsersView = {
  users: UserRow[];
  /** The list was cut. */
  more: boolean;
  /** What was looked for. */
  wanted: string;
  hasIdentityProvider: boolean;
  /** What the address says wrongly; it was left out. */
  ignored: string[];
};

/** The people's page: accounts by name, disabled ones last. */
export async function loadUsers(actor: UserActor, search: Search): Promise<UsersView> {
  requireManager(actor);
  const { query, ignored } = readSearch(usersQuery, search);
  const wanted = query.q ?? '';
  const rows = await listAccounts(shownUsers + 1, wanted);
  return {
    users: rows.slice(0, shownUsers).map(toRow),
    more: rows.length > shownUsers,
    wanted,
    hasIdentityProvider: hasIdentityProvider(),
    ignored,
  };
}

/** One person's page; null when there is no such account. */
export async function loadUser(actor: UserActor, userId: string): Promise<UserDetail | null> {
  requireManager(actor);
  const row = z.uuid().safeParse(userId).success ? await readAccount(userId) : null;
  if (!row) return null;
  return {
    ...toRow(row),
    sessions: row.sessions,
    isSelf: row.id === actor.id,
    isLastAdmin: row.role === 'admin' && row.disabledAt === null && !row.hasOtherAdmin,
  };
}

/** One's own account; how one can sign in decides whether there is a password to change. */
export async function loadOwnAccount(actor: UserActor): Promise<UserRow | null> {
  const row = await readAccount(actor.id);
  return row ? toRow(row) : null;
}

function requireManager(actor: UserActor): void {
  if (!can(actor, 'user:manage')) throw new ForbiddenError('Only administrators manage people.');
}

function toRow(row: AccountRow): UserRow {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    signsInWith: signsInWith(row.hasPassword, row.hasIdentity),
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    disabled: row.disabledAt !== null,
  };
}

function signsInWith(password: boolean, identity: boolean): UserRow['signsInWith'] {
  if (password && identity) return 'both';
  if (password) return 'password';
  return identity ? 'provider' : 'none';
}
