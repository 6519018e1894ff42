import type { Metadata } from 'next';
import { TeamTable } from '@/components/catalog/team-table';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { environmentText } from '@/components/metrics/scope-text';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { env } from '@/lib/config/env';
import type { Search } from '@/lib/core/page-search';
import { windowText } from '@/lib/core/window-text';
import { deploymentCall } from '@/lib/ingest/model';
import { loadTeamTable } from '@/lib/metrics/load/team-table';

export const metadata: Metadata = { title: 'Teams' };

export default async function TeamsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await withViewerZone(await searchParams);
  const table = await loadTeamTable(user, search);
  return (
    <>
      <PageHeader
        title="Teams"
        note={`Metrics of ${windowText(table.window)}${environmentText(table.query)}, compared with as many days before`}
        liveZone={table.window.tz}
        actions={<MetricFilters zone={table.window.tz} />}
      />
      <LeftOutNotice names={table.ignored} />
      {table.teams.length === 0 ? (
        <Card>
          <EmptyState
            title="Teams appear when a deployment names one"
            headingLevel={2}
            code={{
              label: 'Paste this into a shell or a pipeline',
              text: deploymentCall(env().PUBLIC_URL, { team: 'payments' }),
            }}
          >
            The field “team” of a deployment says whose service it is. Make a key with the scope “ingest” in{' '}
            <Link href="/settings/keys">Settings, API keys</Link>.
          </EmptyState>
        </Card>
      ) : (
        <TeamTable table={table} search={search} />
      )}
    </>
  );
}
