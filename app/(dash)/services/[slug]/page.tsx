import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Badges } from '@/components/catalog/badges';
import { Environments } from '@/components/catalog/environments';
import { HealthLine } from '@/components/catalog/health-line';
import { IncidentsOf } from '@/components/catalog/incidents-of';
import { Repository } from '@/components/catalog/repository';
import { ScopeMetrics } from '@/components/catalog/scope-metrics';
import { LatestDeployments } from '@/components/deployments/latest-deployments';
import { OpenIncidents } from '@/components/incidents/open-incidents';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { environmentText, scopeText } from '@/components/metrics/scope-text';
import { Workloads } from '@/components/rollbacks/workloads';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { loadService } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { localDate, now } from '@/lib/core/time';
import { windowText } from '@/lib/core/window-text';
import { loadLatestDeployments } from '@/lib/deployments/load';
import { loadIncidentsOf } from '@/lib/incidents/load';
import { deploymentCall } from '@/lib/ingest/model';
import { loadOverview } from '@/lib/metrics/load';
import { courseOf } from '@/lib/metrics/model/course';
import { loadWorkloadsOf } from '@/lib/rollbacks/load/workloads';
import classes from './service.module.css';

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).slug };
}

export default async function ServicePage({ params, searchParams }: Props) {
  const user = await requireUser();
  const slug = (await params).slug;
  const service = await loadService(user, slug);
  if (!service) notFound();
  const { team: _team, ...filters } = await withViewerZone(await searchParams);
  const search = { ...filters, service: slug };
  const [view, deployments, incidents, workloads] = await Promise.all([
    loadOverview(user, search),
    loadLatestDeployments(user, 10, { service: slug }),
    loadIncidentsOf(user, [slug], 8),
    loadWorkloadsOf(user, slug),
  ]);
  const { answer } = view;
  const zone = answer.window.tz;
  const path = `/services/${encodeURIComponent(slug)}`;
  const origin = env().PUBLIC_URL;
  const hasNothing = deployments.length === 0 && answer.deployment_frequency.state === 'no_source';
  return (
    <>
      <PageHeader
        title={slug}
        crumbs={[{ href: hrefWith('/services', filters, { service: null }), label: 'Services' }]}
        note={
          <>
            {service.team ? (
              <Link
                href={hrefWith(`/teams/${service.team.slug}`, filters, { service: null })}
                className={classes.inText}
              >
                Team {service.team.name}
              </Link>
            ) : (
              'No team'
            )}
            {' · '}
            {service.repository ? <Repository name={service.repository} /> : 'no repository reported'}
            {' · '}
            {windowText(answer.window)}
            {environmentText(view.query)}
          </>
        }
        liveZone={zone}
        actions={<MetricFilters zone={zone} />}
      />
      <LeftOutNotice names={view.ignored} />
      <OpenIncidents
        incidents={incidents.filter(({ isOpen, kind }) => isOpen && kind === 'real').slice(0, 3)}
        zone={zone}
      />
      {hasNothing ? (
        <>
          <Card>
            <EmptyState
              title={`Report the first deployment of ${slug}`}
              headingLevel={2}
              code={{ label: 'Paste this into a shell or a pipeline', text: deploymentCall(origin, { service: slug }) }}
            >
              The service is known, but no deployment of it has arrived. Make a key with the scope “ingest” in{' '}
              <Link href="/settings/keys">Settings, API keys</Link>; the metrics appear with the first report.
            </EmptyState>
          </Card>
          {workloads.workloads.length > 0 && <Workloads service={slug} view={workloads} zone={zone} />}
          {incidents.length > 0 && (
            <IncidentsOf incidents={incidents} zone={zone} allHref={hrefWith('/incidents', { service: slug })} />
          )}
        </>
      ) : (
        <>
          <HealthLine
            running={service.running}
            incidents={incidents}
            course={courseOf(answer, answer.previous, answer.definition)}
            days={answer.window.days}
            zone={zone}
          />
          <Environments running={service.running} zone={zone} />
          <ScopeMetrics
            view={view}
            search={search}
            path={path}
            origin={origin}
            scope={scopeText(view.query)}
            today={localDate(now(), zone)}
          />
          <TwoColumns
            even
            main={
              <Card
                title="Latest deployments"
                note="all environments"
                actions={<Link href={hrefWith('/deployments', search)}>All deployments</Link>}
                flush
              >
                <LatestDeployments deployments={deployments} zone={zone} withService={false} />
              </Card>
            }
            side={
              <>
                <IncidentsOf incidents={incidents} zone={zone} allHref={hrefWith('/incidents', { service: slug })} />
                <Workloads service={slug} view={workloads} zone={zone} />
                <Badges service={slug} origin={origin} isPublic={env().FAIRLEAD_PUBLIC_BADGES} />
              </>
            }
          />
        </>
      )}
    </>
  );
}
