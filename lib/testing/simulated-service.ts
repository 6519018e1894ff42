import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { SystemActor } from '@/lib/auth/actor';
import type { WorkloadRef } from '@/lib/clusters/adapter';
import { linkTarget } from '@/lib/clusters/commands/link-target';
import { createCluster } from '@/lib/clusters/commands/save-cluster';
import { simulatedStore } from '@/lib/clusters/commands/simulated-store';
import { newWorkload } from '@/lib/clusters/model/simulation';
import type { SimulatedRevision, SimulatedState } from '@/lib/clusters/schema/simulated';
import { primarySql } from '@/lib/db/pool';

const operator: SystemActor = { kind: 'system', name: 'test' };

/** A revision of the simulated cluster that is healthy 50 ms after its start, unless it is told otherwise. */
export function revisionOf(
  service: string,
  version: string,
  behaviour: SimulatedRevision['behaviour'] = { kind: 'healthy', afterMs: 50 },
): SimulatedRevision {
  const images = [{ container: service, image: `shop/${service}:${version}` }];
  return { key: `${service}-${version}`, images, behaviour, createdAtMs: Date.now() - 3_600_000 };
}

/** Fills a simulated cluster with one workload, which runs the last of `revisions`. */
export async function simulate(cluster: string, ref: WorkloadRef, revisions: SimulatedRevision[]): Promise<void> {
  const workload = newWorkload({ ref, desired: 3, revisions }, Date.now() - 3_600_000);
  await simulatedStore(cluster).change((state) => ({ state: { ...state, workloads: [workload] }, result: undefined }));
}

/**
 * A service that runs on a simulated cluster of its own, the last of `revisions` now; those named in `good` were seen healthy for an hour.
 * `change` does something to the cluster behind everybody's back.
 */
export async function simulatedService(service: string, revisions: SimulatedRevision[], good: string[] = []) {
  const { id: cluster } = await createCluster.execute(
    { name: `Simulated ${randomUUID()}`, kind: 'simulated' },
    { actor: operator },
  );
  const ref: WorkloadRef = { kind: 'k8s-deployment', namespace: 'shop', name: service };
  const store = simulatedStore(cluster);
  const change = (f: (state: SimulatedState) => SimulatedState) =>
    store.change((state) => ({ state: f(state), result: undefined }));
  await simulate(cluster, ref, revisions);
  await linkTarget.execute({ slug: service, environment: 'production', cluster, ...ref }, { actor: operator });
  for (const version of good)
    await primarySql(sql`
      INSERT INTO workload_revision (cluster_id, kind, namespace, name, key, spec_hash, images, first_seen_at, last_current_at, is_current, healthy_seconds)
      VALUES (${cluster}::uuid, 'k8s-deployment', 'shop', ${service}, ${`${service}-${version}`}, 'x', '[]', now() - interval '2 hours',
        now() - interval '1 hour', false, 3600)`);
  return { cluster, ref, store, change };
}
