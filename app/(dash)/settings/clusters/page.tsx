import type { Metadata } from 'next';
import { AddCluster } from '@/components/clusters/add-cluster';
import { ClusterTable } from '@/components/clusters/cluster-table';
import { Forbidden } from '@/components/settings/forbidden';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { loadClusters } from '@/lib/clusters/load';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { createClusterAction } from './actions';

export const metadata: Metadata = { title: 'Clusters' };

export default async function ClustersPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'cluster:manage')) return <Forbidden title="Clusters" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [{ clusters, nextCursor }, zone] = await Promise.all([loadClusters(user, search), viewerZone(search)]);
  return (
    <>
      <KeepFresh />
      <PageHeader
        title="Clusters"
        note="Where services run, and where they are rolled back."
        liveZone={zone}
        actions={<AddCluster create={createClusterAction} />}
      />
      <Card flush>
        <ClusterTable
          clusters={clusters}
          zone={zone}
          paging={{
            first: search.cursor === undefined ? null : hrefWith('/settings/clusters', search),
            next: nextCursor && hrefWith('/settings/clusters', search, { cursor: nextCursor }),
          }}
        />
      </Card>
    </>
  );
}
