import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CourseLine } from '@/components/catalog/course-line';
import { IncidentsOf } from '@/components/catalog/incidents-of';
import { ScopeMetrics } from '@/components/catalog/scope-metrics';
import { ServiceTable } from '@/components/catalog/service-table';
import { OpenIncidents } from '@/components/incidents/open-incidents';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { environmentText, scopeText } from '@/components/metrics/scope-text';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadTeam } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { formatCount } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { localDate, now } from '@/lib/core/time';
import { windowText } from '@/lib/core/window-text';
import { loadIncidentsOf } from '@/lib/incidents/load';
import { deploymentCall } from '@/lib/ingest/model';
import { loadOverview } from '@/lib/metrics/load';
import { loadServiceTable } from '@/lib/metrics/load/service-table';
import { courseOf } from '@/lib/metrics/model/course';

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Team ${(await params).slug}` };
}

export default async function TeamPage({ params, searchParams }: Props) {
  const user = await requireUser();
  const team = await loadTeam(user, (await params).slug);
  if (!team) notFound();
  const { service: _service, ...filters } = await withViewerZone(await searchParams);
  const search = { ...filters, team: team.slug };
  const [view, table, incidents] = await Promise.all([
    loadOverview(user, search),
    // Worst first, until another column is chosen.
    loadServiceTable(user, { sort: 'tier', ...search }),
    loadIncidentsOf(user, team.services, 5),
  ]);
  const { answer } = view;
  const zone = answer.window.tz;
  const path = `/teams/${encodeURIComponent(team.slug)}`;
  const origin = env().PUBLIC_URL;
  const ignored = [...new Set([...view.ignored, ...table.ignored])];
  return (
    <>
      <PageHeader
        title={team.name}
        crumbs={[{ href: hrefWith('/teams', filters, { team: null }), label: 'Teams' }]}
        note={`${formatCount(team.services.length, 'service')}, ${windowText(answer.window)}${environmentText(view.query)}`}
        liveZone={zone}
        actions={<MetricFilters zone={zone} />}
      />
      <LeftOutNotice names={ignored} />
      <OpenIncidents
        incidents={incidents.filter(({ isOpen, kind }) => isOpen && kind === 'real').slice(0, 3)}
        zone={zone}
      />
      {team.services.length === 0 ? (
        <Card>
          <EmptyState
            title={`No service belongs to ${team.name}`}
            headingLevel={2}
            code={{
              label: 'Paste this into a shell or a pipeline',
              text: deploymentCall(origin, { team: team.slug }),
            }}
          >
            A service belongs to the team that its latest deployment names, or that an administrator chose in the
            settings.
          </EmptyState>
        </Card>
      ) : (
        <>
          <CourseLine course={courseOf(answer, answer.previous, answer.definition)} days={answer.window.days} />
          <ScopeMetrics
            view={view}
            search={search}
            path={path}
            origin={origin}
            scope={scopeText(view.query)}
            today={localDate(now(), zone)}
          />
          <ServiceTable
            table={table}
            search={{ ...filters, team: undefined }}
            path={path}
            origin={origin}
            withTeam={false}
            defaultSort="tier"
          />
          <IncidentsOf
            incidents={incidents}
            zone={zone}
            of="a service of this team"
            allHref={hrefWith('/incidents', { service: team.services })}
          />
        </>
      )}
    </>
  );
}
