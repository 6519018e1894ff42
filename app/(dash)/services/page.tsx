import type { Metadata } from 'next';
import { ServiceTable } from '@/components/catalog/service-table';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { environmentText } from '@/components/metrics/scope-text';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import type { Search } from '@/lib/core/page-search';
import { windowText } from '@/lib/core/window-text';
import { deploymentCall } from '@/lib/ingest/model';
import { loadServiceTable } from '@/lib/metrics/load/service-table';

export const metadata: Metadata = { title: 'Services' };

export default async function ServicesPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await withViewerZone(await searchParams);
  const [table, options] = await Promise.all([loadServiceTable(user, search), loadFilterOptions(user)]);
  const origin = env().PUBLIC_URL;
  return (
    <>
      <PageHeader
        title="Services"
        note={`Metrics of ${windowText(table.window)}${environmentText(table.query)}`}
        liveZone={table.window.tz}
        actions={<MetricFilters zone={table.window.tz} services={options.services} teams={options.teams} />}
      />
      <LeftOutNotice names={table.ignored} />
      {options.services.length === 0 ? (
        <Card>
          <EmptyState
            title="Services appear when they are first deployed"
            headingLevel={2}
            code={{ label: 'Paste this into a shell or a pipeline', text: deploymentCall(origin) }}
          >
            A service comes into being when a deployment names it. Make a key with the scope “ingest” in{' '}
            <Link href="/settings/keys">Settings, API keys</Link>.
          </EmptyState>
        </Card>
      ) : (
        <ServiceTable table={table} search={search} path="/services" origin={origin} />
      )}
    </>
  );
}
