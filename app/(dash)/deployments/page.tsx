import type { Metadata } from 'next';
import { DeploymentFilters } from '@/components/deployments/deployment-filters';
import { DeploymentTable } from '@/components/deployments/deployment-table';
import { NoDeployments } from '@/components/deployments/no-deployments';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { windowText } from '@/lib/core/window-text';
import { loadDeployments } from '@/lib/deployments/load';

export const metadata: Metadata = { title: 'Deployments' };

export default async function DeploymentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await withViewerZone(await searchParams);
  const [view, options] = await Promise.all([loadDeployments(user, search), loadFilterOptions(user)]);
  const { window, items } = view;
  const pageHref = (cursor: string | null) => hrefWith('/deployments', search, { cursor }, ['status', 'limit']);
  return (
    <>
      <PageHeader
        title="Deployments"
        note={windowText(window)}
        liveZone={window.tz}
        actions={<DeploymentFilters zone={window.tz} services={options.services} environments={options.environments} />}
      />
      <LeftOutNotice names={view.ignored} />
      <Card flush>
        <DeploymentTable
          deployments={items}
          zone={window.tz}
          empty={
            <NoDeployments
              origin={env().PUBLIC_URL}
              hasNone={options.environments.length === 0}
              isFiltered={view.isFiltered}
              windowText={windowText(window)}
            />
          }
          paging={{
            first: view.newer && pageHref(null),
            newer: view.newer && pageHref(view.newer),
            older: view.older && pageHref(view.older),
            note: 'Newest first',
          }}
        />
      </Card>
    </>
  );
}
