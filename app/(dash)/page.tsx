import type { Metadata } from 'next';
import { LatestDeployments } from '@/components/deployments/latest-deployments';
import { OpenIncidents } from '@/components/incidents/open-incidents';
import { DeploymentsPerDay } from '@/components/metrics/deployments-per-day';
import { MetricCards } from '@/components/metrics/metric-cards';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { ReworkLine } from '@/components/metrics/rework-line';
import { environmentText, scopeText } from '@/components/metrics/scope-text';
import { WhereItHurts } from '@/components/metrics/where-it-hurts';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { localDate, now } from '@/lib/core/time';
import { daysText, windowText } from '@/lib/core/window-text';
import { loadLatestDeployments } from '@/lib/deployments/load';
import { loadOpenIncidents } from '@/lib/incidents/load';
import { deploymentCall } from '@/lib/ingest/model';
import { loadOverview } from '@/lib/metrics/load';

export const metadata: Metadata = { title: 'Overview' };

const latest = 6;

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await withViewerZone(await searchParams);
  const [view, options, deployments, open] = await Promise.all([
    loadOverview(user, search),
    loadFilterOptions(user),
    loadLatestDeployments(user, latest, search),
    loadOpenIncidents(user, 3),
  ]);
  const { answer, query } = view;
  const { window } = answer;
  const hasNothing = answer.deployment_frequency.state === 'no_source' && options.services.length === 0;
  const shared = {
    answer,
    search,
    path: '/',
    apiSearch: view.apiSearch,
    origin: env().PUBLIC_URL,
    scope: scopeText(query),
  };
  return (
    <>
      <PageHeader
        title="Overview"
        note={`${windowText(window)}${environmentText(query)}, compared with the ${daysText(window.days)} before`}
        liveZone={window.tz}
        actions={<MetricFilters zone={window.tz} services={options.services} teams={options.teams} />}
      />
      <LeftOutNotice names={view.ignored} />
      <OpenIncidents incidents={open} zone={window.tz} />
      {hasNothing ? (
        <Card>
          <EmptyState
            title="Report the first deployment"
            headingLevel={2}
            code={{ label: 'Paste this into a shell or a pipeline', text: deploymentCall(env().PUBLIC_URL) }}
          >
            Deployments, changes and incidents arrive over HTTP, and the four metrics appear here at once. Make a key
            with the scope “ingest” in <Link href="/settings/keys">Settings, API keys</Link>.
          </EmptyState>
        </Card>
      ) : (
        <>
          <MetricCards {...shared} />
          <ReworkLine {...shared} />
          <DeploymentsPerDay
            answer={answer}
            incidents={view.incidents}
            search={search}
            today={localDate(now(), window.tz)}
          />
          <TwoColumns
            even
            main={
              <Card
                title="Latest deployments"
                actions={<Link href={hrefWith('/deployments', search)}>All deployments</Link>}
                flush
              >
                <LatestDeployments deployments={deployments} zone={window.tz} />
              </Card>
            }
            side={<WhereItHurts view={view} search={search} />}
          />
        </>
      )}
    </>
  );
}
