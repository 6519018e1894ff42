import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import type { Page } from '@/lib/core/paging';
import { listDeliveries, listSources } from './queries';
import { deliveriesQuery, type ListedDelivery } from './schema';

export type DeliveriesView = { deliveries: Page<ListedDelivery>; sources: { id: number; name: string }[] };

/** The delivery log as its page shows it. An address with a filter that is none of ours shows the log without filters. */
export async function loadDeliveries(
  actor: UserActor,
  search: Record<string, string | string[] | undefined>,
): Promise<DeliveriesView> {
  if (!can(actor, 'delivery:read')) throw new ForbiddenError('Only responders and above see the delivery log.');
  const query = deliveriesQuery.safeParse(search);
  const [deliveries, sources] = await Promise.all([
    listDeliveries(query.data ?? deliveriesQuery.parse({})),
    listSources(),
  ]);
  return { deliveries, sources };
}
