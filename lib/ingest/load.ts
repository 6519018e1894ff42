import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import type { Page } from '@/lib/core/paging';
import { listDeliveries, listSources } from './queries';
import { deliveriesQuery, type ListedDelivery } from './schema';

export type DeliveriesView = {
  deliveries: Page<ListedDelivery>;
  sources: { id: number; name: string }[];
  /** What the address says wrongly; it was left out. */
  ignored: string[];
  filtered: boolean;
};

/** The delivery log as its page shows it. */
export async function loadDeliveries(actor: UserActor, search: Search): Promise<DeliveriesView> {
  if (!can(actor, 'delivery:read')) throw new ForbiddenError('Only responders and above see the delivery log.');
  const page = readSearch(deliveriesQuery, search);
  const [read, sources] = await Promise.all([
    readTolerantly(page, async ({ query, ignored }) => ({ deliveries: await listDeliveries(actor, query), ignored })),
    listSources(),
  ]);
  const { result, kind, source, id } = page.query;
  return { ...read, sources, filtered: Boolean(result || kind || source || id) };
}
