import type { Metadata } from 'next';
import { IncidentFilters } from '@/components/incidents/incident-filters';
import { IncidentTable } from '@/components/incidents/incident-table';
import { incidentZone } from '@/components/incidents/incident-zone';
import { NoIncidents } from '@/components/incidents/no-incidents';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { formatCount, formatShare } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadIncidents } from '@/lib/incidents/load';

export const metadata: Metadata = { title: 'Incidents' };

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const [view, options] = await Promise.all([loadIncidents(user, search), loadFilterOptions(user)]);
  const { open, over, newer, older, isFirstPage, isFiltered } = view;
  const pageHref = (cursor: string | null) =>
    hrefWith('/incidents', search, { cursor }, ['severity', 'status', 'limit']);
  const hasNone = open.length === 0 && over.length === 0 && isFirstPage;
  return (
    <>
      <PageHeader
        title="Incidents"
        note={isFirstPage ? formatCount(view.openTotal, 'open incident') : 'Earlier pages hold the newer ones'}
        liveZone={incidentZone}
        actions={<IncidentFilters services={options.services} />}
      />
      <LeftOutNotice names={view.ignored} />
      {hasNone ? (
        <Card>
          <NoIncidents origin={env().PUBLIC_URL} isFiltered={isFiltered} />
        </Card>
      ) : (
        <>
          {isFirstPage && (
            <Card title="Open" note="most severe first" flush>
              <IncidentTable
                caption="Open incidents"
                spanTitle="Running for"
                incidents={open}
                empty={
                  <EmptyState title={isFiltered ? 'No open incident fits these filters' : 'Nothing is on fire'}>
                    An incident is listed here from its detection until it is resolved, declined, merged or cancelled.
                  </EmptyState>
                }
                {...(view.openTotal > open.length
                  ? {
                      paging: {
                        first: null,
                        next: null,
                        note: `The most severe ${formatShare(open.length, view.openTotal)}; narrow the list to see others`,
                      },
                    }
                  : {})}
              />
            </Card>
          )}
          <Card title="Past" note="latest detected first" flush>
            <IncidentTable
              caption="Past incidents"
              spanTitle="Time to restore"
              incidents={over}
              empty={
                <EmptyState title={isFiltered ? 'No past incident fits these filters' : 'No incident is over yet'}>
                  Resolved incidents stay here, with the deployments that caused and fixed them.
                </EmptyState>
              }
              paging={{
                first: newer && pageHref(null),
                newer: newer && pageHref(newer),
                older: older && pageHref(older),
              }}
            />
          </Card>
        </>
      )}
    </>
  );
}
