import type { Metadata } from 'next';
import { DeclareButton } from '@/components/incidents/declare-button';
import { IncidentFilters } from '@/components/incidents/incident-filters';
import { IncidentTable } from '@/components/incidents/incident-table';
import { incidentZone } from '@/components/incidents/incident-zone';
import { ListFoot } from '@/components/incidents/list-foot';
import { NoIncidents } from '@/components/incidents/no-incidents';
import { Card } from '@/components/ui/card';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { TabLinks } from '@/components/ui/tab-links';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { formatDuration, formatShare } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadIncidentList, type RecentlyResolved } from '@/lib/incidents/load/list';
import { changeSeatAction } from './actions';

export const metadata: Metadata = { title: 'Incidents' };

const tabs = [
  { tab: 'active', label: 'Active', caption: 'Active incidents, most severe first' },
  { tab: 'resolved', label: 'Resolved', caption: 'Past incidents, latest detected first' },
  { tab: 'postmortem', label: 'Needs post-mortem', caption: 'Incidents that need a post-mortem, earliest due first' },
] as const;
const kept = ['severity', 'commander', 'q', 'drills', 'limit'];

/** How many, and how long they lasted. */
function recentNote({ rows, isCut, meanSeconds }: RecentlyResolved): string {
  if (isCut) return `the latest ${rows.length}`;
  const many = rows.length === 1 ? '1 incident' : `${rows.length} incidents`;
  return meanSeconds === null ? many : `${many}, mean time to restore ${formatDuration(meanSeconds)}`;
}

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const [view, options] = await Promise.all([loadIncidentList(user, search), loadFilterOptions(user)]);
  const { tab, rows, counts, newer, older, hidden } = view;
  const tabHref = (to: (typeof tabs)[number]['tab'], cursor: string | null = null) =>
    hrefWith('/incidents', search, { tab: to === 'active' ? null : to, cursor }, kept);
  const pageHref = (cursor: string | null) => tabHref(tab, cursor);
  const isCut = tab !== 'resolved' && counts[tab] > rows.length;
  return (
    <>
      <PageHeader
        title="Incidents"
        liveZone={incidentZone}
        actions={
          <>
            <LinkButton href="/incidents/learning">Learning</LinkButton>
            {view.csvHref && (
              <LinkButton href={view.csvHref} download>
                Export CSV
              </LinkButton>
            )}
            <DeclareButton />
          </>
        }
      />
      <TabLinks
        label="Incidents"
        tabs={tabs.map(({ tab: each, label }) => ({
          href: tabHref(each),
          label,
          count: counts[each],
          isCurrent: each === tab,
        }))}
      />
      <IncidentFilters services={options.services} environments={options.environments} commanders={view.commanders} />
      <LeftOutNotice names={view.ignored} />
      <Card flush>
        <IncidentTable
          tab={tab}
          caption={tabs.find((each) => each.tab === tab)?.caption ?? 'Incidents'}
          incidents={rows}
          changeSeat={view.mayRespond ? changeSeatAction : null}
          empty={
            <NoIncidents
              tab={tab}
              origin={env().PUBLIC_URL}
              isFiltered={view.isFiltered}
              isFirst={counts.active + counts.resolved + hidden === 0}
              clearHref={tab === 'active' ? '/incidents' : `/incidents?tab=${tab}`}
            />
          }
          paging={
            isCut
              ? {
                  first: null,
                  next: null,
                  note: `The first ${formatShare(rows.length, counts[tab])}; narrow the list to see others`,
                }
              : { first: newer && pageHref(null), newer: newer && pageHref(newer), older: older && pageHref(older) }
          }
        />
        <ListFoot hidden={hidden} hasRows={rows.length > 0} />
      </Card>
      {view.recent && view.recent.rows.length > 0 && (
        <Card
          title={'Resolved in the last 7\u202fdays'}
          note={recentNote(view.recent)}
          actions={<Link href="/incidents?tab=resolved">All resolved</Link>}
          flush
        >
          <IncidentTable
            tab="resolved"
            caption="Incidents resolved in the last 7 days, latest first"
            incidents={view.recent.rows}
            changeSeat={null}
            empty={null}
          />
        </Card>
      )}
    </>
  );
}
