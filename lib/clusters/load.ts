import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { readServiceSlugs } from '@/lib/catalog/queries';
import { readEnvironmentSettings } from '@/lib/catalog/queries/settings';
import { ClusterUnreachableError, ConflictError, ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { inCluster, openCluster } from './commands/open-cluster';
import { suggestService } from './model/suggest';
import { findCluster, listClusters } from './queries/clusters';
import { readSeenTargets, type SeenTarget } from './queries/seen';
import { type Target, targetsOfCluster, targetsOfService } from './queries/targets';
import { type ClusterAnswer, listClustersQuery, type WorkloadAnswer, workloadsQuery } from './schema/settings';

const listLimitMs = 15_000;

/**
 * What runs on a cluster now, with the services that it is linked to, or the one that its name suggests. Throws NotFoundError, and
 * ClusterUnreachableError when the cluster does not answer.
 */
export async function loadWorkloads(
  id: string,
  { namespace = '' }: z.output<typeof workloadsQuery>,
): Promise<WorkloadAnswer[]> {
  const adapter = await openCluster(id);
  const [found, links, services] = await Promise.all([
    inCluster(adapter.list(namespace || null, AbortSignal.timeout(listLimitMs))),
    targetsOfCluster(id),
    readServiceSlugs(),
  ]);
  return found.map(({ ref, images, desired, ready, paused, ownedBy }) => {
    const linked = links.filter((each) => isSame(each.ref, ref));
    const names = images.map(({ image }) => image);
    return {
      kind: ref.kind,
      namespace: ref.namespace,
      name: ref.name,
      images: names,
      desired,
      ready,
      paused,
      owned_by: ownedBy ? `${ownedBy.tool}: ${ownedBy.detail}` : null,
      linked_to: linked.map(({ service, environment }) => ({ service, environment })),
      suggested: linked.length > 0 ? null : suggestService(ref, names, services),
    };
  });
}

const isSame = (a: Target['ref'], b: Target['ref']) =>
  a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

/** Which workloads a service is, by environment. */
export async function loadTargets(service: string) {
  return (await targetsOfService(service)).map(({ environment, clusterId, ref }) => ({
    service,
    environment,
    cluster: clusterId,
    ...ref,
  }));
}

export type ClustersView = { clusters: ClusterAnswer[]; nextCursor: string | null };

/** The clusters by name. */
export async function loadClusters(actor: UserActor, search: Search): Promise<ClustersView> {
  requireManager(actor);
  const { items, next_cursor } = await readTolerantly(readSearch(listClustersQuery, search), ({ query }) =>
    listClusters(query),
  );
  return { clusters: items, nextCursor: next_cursor };
}

export type ClusterView = {
  cluster: ClusterAnswer;
  targets: SeenTarget[];
  /** Names that a workload may be linked to; one that is not here is made by its link. */
  services: string[];
  environments: string[];
};

/** One cluster with its links; null when there is none, or not any more. Calls no cluster. */
export async function loadCluster(actor: UserActor, id: string): Promise<ClusterView | null> {
  requireManager(actor);
  if (!z.uuid().safeParse(id).success) return null;
  const [cluster, targets, services, environments] = await Promise.all([
    findCluster(id),
    readSeenTargets(id),
    readServiceSlugs(),
    readEnvironmentSettings(actor),
  ]);
  return cluster && { cluster, targets, services, environments: environments.map(({ name }) => name) };
}

export type UnlinkedView = { workloads: WorkloadAnswer[]; namespace: string } | { error: string; namespace: string };

/** What runs on a cluster and is linked to nothing: those with a suggestion first. A cluster that does not answer is an answer, too. */
export async function loadUnlinked(actor: UserActor, id: string, search: Search): Promise<UnlinkedView> {
  requireManager(actor);
  const { query } = readSearch(workloadsQuery, search);
  const namespace = query.namespace?.trim() ?? '';
  try {
    const found = await loadWorkloads(id, { namespace });
    const free = found.filter(({ linked_to }) => linked_to.length === 0);
    const workloads = free.toSorted((a, b) => Number(a.suggested === null) - Number(b.suggested === null));
    return { workloads, namespace };
  } catch (error) {
    if (error instanceof ClusterUnreachableError || error instanceof ConflictError)
      return { error: error.message, namespace };
    throw error;
  }
}

function requireManager(actor: UserActor): void {
  if (!can(actor, 'cluster:manage')) throw new ForbiddenError('Only administrators manage clusters.');
}
