import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import type { Page } from '@/lib/core/paging';
import { listSourceDeliveries, type SourceFigures, sourceFigures } from '../queries/source-deliveries';
import { type SourceDelivery, sourceDeliveriesQuery } from '../schema';

export type SourceDeliveriesView = { deliveries: Page<SourceDelivery>; figures: SourceFigures };

/** What a source delivered, newest first, and what it came to, as its page shows it. */
export async function loadSourceDeliveries(
  actor: UserActor,
  sourceId: number,
  search: Search,
): Promise<SourceDeliveriesView> {
  if (!can(actor, 'delivery:read')) throw new ForbiddenError('Only responders and above see the delivery log.');
  const [deliveries, figures] = await Promise.all([
    readTolerantly(readSearch(sourceDeliveriesQuery, search), ({ query }) =>
      listSourceDeliveries(actor, sourceId, query),
    ),
    sourceFigures(actor, sourceId),
  ]);
  return { deliveries, figures };
}
