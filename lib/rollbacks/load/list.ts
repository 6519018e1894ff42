import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { listRollbacks } from '../queries/rollbacks';
import { listRollbacksQuery, type RollbackListed } from '../schema';

export type RollbackListView = {
  items: RollbackListed[];
  next: string | null;
  isFiltered: boolean;
  ignored: string[];
};

const { service, environment, state, limit, cursor } = listRollbacksQuery.shape;
/** What the address of the list may say; drills are shown when they are asked for. */
const search = z.object({ service, environment, state, limit, cursor, drills: z.literal('1').optional() });

/** A page of the list of rollbacks, the latest first; filters that make no sense are left out and named. */
export async function loadRollbackList(user: UserActor, given: Search): Promise<RollbackListView> {
  if (!can(user, 'rollback:read')) throw new ForbiddenError('Ask an administrator for a role that sees rollbacks.');
  return readTolerantly(readSearch(search, given), async ({ query: { drills, ...query }, ignored }) => {
    const { items, next_cursor } = await listRollbacks(user, { ...query, drill: drills ? undefined : 'false' });
    const isFiltered = Boolean(query.service ?? query.environment ?? query.state);
    return { items, next: next_cursor, isFiltered, ignored };
  });
}
