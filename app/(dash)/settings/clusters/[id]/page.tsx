import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { CheckCluster, DeployBadVersion, RemoveCluster } from '@/components/clusters/cluster-actions';
import { ClusterFacts } from '@/components/clusters/cluster-facts';
import classes from '@/components/clusters/clusters.module.css';
import { EditCluster } from '@/components/clusters/edit-cluster';
import { LinkWorkload } from '@/components/clusters/link-workload';
import { RightsNeeded } from '@/components/clusters/rights-needed';
import { TargetTable } from '@/components/clusters/target-table';
import { UnlinkedTable } from '@/components/clusters/unlinked-table';
import { Forbidden } from '@/components/settings/forbidden';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { TwoColumns } from '@/components/ui/two-columns';
import type { UserActor } from '@/lib/auth/actor';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { type ClusterView, loadCluster, loadUnlinked } from '@/lib/clusters/load';
import { clusterKindWords } from '@/lib/clusters/model/words';
import type { Search } from '@/lib/core/page-search';
import { type DemoBreak, loadDemoBreak } from '@/lib/demo/load';
import {
  checkClusterAction,
  deployBadVersionAction,
  editClusterAction,
  linkTargetAction,
  removeClusterAction,
  unlinkTargetAction,
} from '../actions';

export const metadata: Metadata = { title: 'Cluster' };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export default async function ClusterPage({ params, searchParams }: Props) {
  const user = await requireUser();
  if (!can(user, 'cluster:manage')) return <Forbidden title="Clusters" needs="admin" has={user.role} />;
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [view, zone] = await Promise.all([loadCluster(user, id), viewerZone(search)]);
  if (!view) notFound();
  const { cluster, targets, services, environments } = view;
  const isSimulated = cluster.kind === 'simulated';
  const demo = isSimulated ? await loadDemoBreak(user, id) : null;
  const namespace = targets.find((target) => target.namespace !== null)?.namespace ?? undefined;
  return (
    <>
      {/* What runs is asked of the cluster each time; a real one is spared. */}
      <KeepFresh everyMs={isSimulated ? 5_000 : 30_000} />
      <PageHeader
        title={cluster.name}
        crumbs={[{ href: '/settings/clusters', label: 'Clusters' }]}
        note={clusterKindWords[cluster.kind].label}
        liveZone={zone}
        actions={
          <>
            <CheckCluster cluster={cluster} check={checkClusterAction} />
            <EditCluster cluster={cluster} edit={editClusterAction} />
            <RemoveCluster cluster={cluster} remove={removeClusterAction} />
          </>
        }
      />
      {isSimulated ? (
        <>
          <Simulated id={id} demo={demo} />
          <ClusterFacts cluster={cluster} zone={zone} />
        </>
      ) : (
        <TwoColumns
          main={
            <Card title="Rights it needs">
              <details open={!cluster.check?.ok} className={classes.fold}>
                <summary>{cluster.check?.ok ? 'Show what was to be set up there' : 'What to set up there'}</summary>
                <RightsNeeded kind={cluster.kind} namespace={namespace} />
              </details>
            </Card>
          }
          side={<ClusterFacts cluster={cluster} zone={zone} />}
        />
      )}
      <Card
        flush
        title="Linked workloads"
        note="What was last seen; each is looked at every 30 s"
        actions={
          <LinkWorkload
            cluster={cluster}
            workload={null}
            suggested={null}
            services={services}
            environments={environments}
            link={linkTargetAction}
          />
        }
      >
        <TargetTable targets={targets} zone={zone} unlink={unlinkTargetAction} />
      </Card>
      <Card
        flush
        title="Not linked yet"
        note="What runs there now; suggestions first"
        actions={cluster.kind === 'docker-swarm' ? undefined : <SearchField param="namespace" label="Namespace" />}
      >
        <Suspense
          key={String(search.namespace)}
          fallback={<p className={`${classes.words} ${classes.padded}`}>Asking the cluster what runs there…</p>}
        >
          <Unlinked user={user} view={view} search={search} />
        </Suspense>
      </Card>
    </>
  );
}

function Simulated({ id, demo }: { id: string; demo: DemoBreak | null }) {
  return (
    <Notice>
      <div className={classes.bar}>
        <span>
          This cluster is a simulation inside Fairlead: nothing outside is called or changed by what is done on it.
          {demo?.isBroken && ` ${demo.service} runs ${demo.version}, which crashes; roll it back from its incident.`}
        </span>
        {demo && !demo.isBroken && (
          <DeployBadVersion id={id} service={demo.service} version={demo.version} deploy={deployBadVersionAction} />
        )}
      </div>
    </Notice>
  );
}

async function Unlinked({ user, view, search }: { user: UserActor; view: ClusterView; search: Search }) {
  const { cluster, services, environments } = view;
  const found = await loadUnlinked(user, cluster.id, search);
  if ('error' in found)
    return (
      <div className={classes.padded}>
        <Notice tone="warning">
          {found.error} Links and records above are kept; a workload can be linked by its name meanwhile.
          {cluster.kind === 'kubernetes' &&
            found.namespace === '' &&
            ' If the rights end at one namespace, name it at the right.'}
        </Notice>
      </div>
    );
  return (
    <UnlinkedTable
      cluster={cluster}
      workloads={found.workloads}
      isNarrowed={found.namespace !== ''}
      services={services}
      environments={environments}
      link={linkTargetAction}
    />
  );
}
