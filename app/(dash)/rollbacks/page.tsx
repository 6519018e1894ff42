import type { Metadata } from 'next';
import { RollbackFilters } from '@/components/rollbacks/rollback-filters';
import { RollbackTable } from '@/components/rollbacks/rollback-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadRollbackList } from '@/lib/rollbacks/load/list';

export const metadata: Metadata = { title: 'Rollbacks' };

export default async function RollbacksPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const [view, options, zone] = await Promise.all([
    loadRollbackList(user, search),
    loadFilterOptions(user),
    viewerZone(search),
  ]);
  const pageHref = (cursor: string | null) => hrefWith('/rollbacks', search, { cursor }, ['state', 'drills', 'limit']);
  return (
    <>
      <PageHeader
        title="Rollbacks"
        note="what went back to an earlier version, and how long it took"
        liveZone={zone}
        actions={<RollbackFilters services={options.services} environments={options.environments} />}
      />
      <LeftOutNotice names={view.ignored} />
      <Card flush>
        <RollbackTable
          rollbacks={view.items}
          zone={zone}
          empty={
            view.isFiltered ? (
              <EmptyState
                title="No rollback fits these filters"
                headingLevel={2}
                action={<LinkButton href="/rollbacks">Remove all filters</LinkButton>}
              />
            ) : (
              <EmptyState
                title="Nothing was rolled back yet"
                headingLevel={2}
                action={<LinkButton href="/services">Choose a service</LinkButton>}
              >
                A rollback begins in a war room or on the page of a service that is linked to a workload. Each one is
                kept here with its steps and times, against the minute that it may take.
              </EmptyState>
            )
          }
          paging={{
            first: search.cursor ? pageHref(null) : null,
            next: view.next && pageHref(view.next),
            note: 'Latest first',
          }}
        />
      </Card>
    </>
  );
}
