import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can, policy, type Scope, scopes } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { now } from '@/lib/core/time';
import { type KeyState, keyStateOf } from './model';
import { listKeys } from './queries';
import { type ListedKey, listKeysQuery } from './schema';

export type KeyRow = ListedKey & { state: KeyState; fromEnvironment: boolean };
export type KeysView = { keys: KeyRow[]; nextCursor: string | null; offeredScopes: Scope[] };

/** The page of API keys, newest first. A scope that opens nothing in this version is not offered for new keys. */
export async function loadKeys(actor: UserActor, search: Search): Promise<KeysView> {
  if (!can(actor, 'key:manage')) throw new ForbiddenError('Only administrators manage API keys.');
  const { items, next_cursor } = await readTolerantly(readSearch(listKeysQuery, search), ({ query }) =>
    listKeys(query),
  );
  const at = now();
  const used = new Set<Scope>(Object.values(policy).flatMap((rule) => [...rule.scopes]));
  return {
    keys: items.map((key) => ({
      ...key,
      state: keyStateOf(key, at),
      fromEnvironment: key.created_by === 'environment',
    })),
    nextCursor: next_cursor,
    offeredScopes: scopes.filter((scope) => used.has(scope)),
  };
}
