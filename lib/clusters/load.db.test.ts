import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { revisionOf, simulatedService } from '@/lib/testing/simulated-service';
import { lookAtTargets } from './commands/look';
import { loadCluster, loadClusters, loadUnlinked } from './load';
import { newWorkload } from './model/simulation';

const linkedService = (name: string) => simulatedService(name, [revisionOf(name, 'v1'), revisionOf(name, 'v2')]);

it('shows what was last seen of each link, and what could not be read', async () => {
  const admin = await makeUser('admin');
  const { cluster, change } = await linkedService('seen');
  expect((await loadCluster(admin, cluster))?.targets).toMatchObject([
    { service: 'seen', seen: null, lookError: null },
  ]);
  await lookAtTargets();
  expect((await loadCluster(admin, cluster))?.targets).toMatchObject([
    { service: 'seen', seen: { images: [{ image: 'shop/seen:v2' }] }, lookError: null },
  ]);
  await change((state) => ({ ...state, workloads: [] }));
  await primarySql(sql`UPDATE workload_target SET look_at = now() - interval '1 second'`);
  await lookAtTargets();
  const [target] = (await loadCluster(admin, cluster))?.targets ?? [];
  // What was seen before is not forgotten.
  expect(target).toMatchObject({ lookError: expect.stringContaining('seen'), seen: { healthySeconds: 0 } });
});

it('offers what is linked to nothing, suggestions first; a cluster that does not answer says so', async () => {
  const admin = await makeUser('admin');
  const { cluster, change } = await linkedService('basket');
  await linkedService('wallet');
  const unlinked = (name: string) =>
    newWorkload(
      { ref: { kind: 'k8s-deployment', namespace: 'shop', name }, desired: 1, revisions: [revisionOf(name, 'v1')] },
      0,
    );
  await change((state) => ({
    ...state,
    workloads: [unlinked('nobody-knows'), ...state.workloads, unlinked('wallet-api')],
  }));
  expect(await loadUnlinked(admin, cluster, { namespace: ' shop ' })).toMatchObject({
    namespace: 'shop',
    workloads: [
      { name: 'wallet-api', suggested: 'wallet' },
      { name: 'nobody-knows', suggested: null },
    ],
  });
  expect(await loadUnlinked(admin, cluster, { namespace: 'elsewhere' })).toMatchObject({ workloads: [] });
  await primarySql(sql`UPDATE cluster SET simulation = '{"workloads": "none"}' WHERE id = ${cluster}::uuid`);
  expect(await loadUnlinked(admin, cluster, {})).toEqual({ error: expect.any(String), namespace: '' });
});

it('is for administrators; an id that is none is not there', async () => {
  const manager = await makeUser('release_manager');
  for (const load of [loadClusters(manager, {}), loadCluster(manager, 'x'), loadUnlinked(manager, 'x', {})])
    await expect(load).rejects.toMatchObject({ code: 'forbidden' });
  const admin = await makeUser('admin');
  expect(await loadCluster(admin, 'no-id')).toBeNull();
  expect(await loadCluster(admin, '3f0c5c0e-8d0b-4a55-9f0a-0d4b6f7f9f11')).toBeNull();
});
