import type { z } from 'zod';
import { readServiceSlugs } from '@/lib/catalog/queries';
import { inCluster, openCluster } from './commands/open-cluster';
import { suggestService } from './model/suggest';
import { type Target, targetsOfCluster, targetsOfService } from './queries/targets';
import type { WorkloadAnswer, workloadsQuery } from './schema/settings';

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
