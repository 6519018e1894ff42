import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findTarget } from '@/lib/clusters/queries/targets';
import { primarySql } from '@/lib/db/pool';
import { reportDeployments } from '@/lib/deployments/commands/report';
import { deploymentBody } from '@/lib/deployments/schema';
import { carrySoon, stopCarrying } from '@/lib/rollbacks/commands/carry';
import { planRollback } from '@/lib/rollbacks/commands/plan-rollback';
import { requestRollback } from '@/lib/rollbacks/commands/request-rollback';
import { loadRollback } from '@/lib/rollbacks/load';
import { addDemoCluster } from './commands/cluster';
import { deployBadVersion } from './commands/deploy-bad';
import { brokenService } from './model/cluster';

const loader = { actor: { kind: 'system', name: 'test' } } as const;
let sourceId = 0;
let clusterId = '';

/** What the demo's history says of two services: one was rolled back yesterday, the other is fine. */
async function report(
  service: string,
  versions: [version: string, hoursAgo: number, status?: string][],
): Promise<void> {
  const input = versions.map(([version, hoursAgo, status = 'succeeded']) =>
    deploymentBody.parse({
      id: `${service}-${version}-${hoursAgo}`,
      service,
      team: 'payments',
      environment: 'production',
      status,
      version,
      finished_at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
    }),
  );
  const outcomes = await reportDeployments.execute(input, { actor: { ...loader.actor, sourceId } });
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
}

async function rollBack(incident: string) {
  const plan = await planRollback.execute(
    { service: brokenService, environment: 'production', to: 'last-good' },
    loader,
  );
  const request = { plan_id: plan.plan_id, hash: plan.hash, reason: 'Card payments fail', incident };
  const { id } = await requestRollback.execute(request, loader);
  await vi.waitFor(
    async () => {
      await carrySoon();
      expect((await loadRollback(loader.actor, id)).finished_at).not.toBeNull();
    },
    { timeout: 40_000, interval: 200 },
  );
  return { plan, done: await loadRollback(loader.actor, id) };
}

const again = () => deployBadVersion.execute({ id: clusterId }, loader);
const deployments = () => primarySql<{ count: number }>(sql`SELECT count(*)::int AS count FROM deployment`);

beforeAll(async () => {
  const [source] = await primarySql<{ id: number }>(sql`
    INSERT INTO source (kind, name, created_at) VALUES ('demo', 'Demo data', now()) RETURNING id`);
  sourceId = source?.id ?? 0;
  await report(brokenService, [
    ['v2.1.0', 72],
    ['v2.2.0', 48],
    ['v2.3.0', 24, 'rolled_back'],
    ['v2.2.0', 23],
  ]);
  await report('ledger', [
    ['v2.7.0', 30],
    ['v2.8.0', 5],
  ]);
  await addDemoCluster.execute({ sourceId }, loader);
  const [cluster] = await primarySql<{ id: string }>(sql`SELECT id FROM cluster`);
  clusterId = cluster?.id ?? '';
});
afterAll(stopCarrying);

it('links every service to a workload that runs what was deployed last, and only once', async () => {
  const running = await primarySql(sql`
    SELECT s.slug AS service, r.key AS runs, r.healthy_seconds AS healthy
    FROM workload_target t JOIN service s ON s.id = t.service_id
      JOIN workload_revision r ON r.cluster_id = t.cluster_id AND r.name = t.name AND r.is_current ORDER BY s.slug`);
  expect(running).toMatchObject([
    { service: 'ledger', runs: 'ledger-v2.8.0' },
    { service: brokenService, runs: `${brokenService}-v3.0.0`, healthy: 0 },
  ]);
  const before = await deployments();
  expect(await addDemoCluster.execute({ sourceId }, loader)).toBeNull();
  expect(await deployments()).toEqual(before);
  expect(await primarySql(sql`SELECT 1 FROM cluster`)).toHaveLength(1);
});

it('a visitor rolls the bad release back to one that is known good, breaks it again, and rolls that back', async () => {
  const [open] = await primarySql<{ key: string }>(sql`
    SELECT 'INC-' || i.number AS key FROM incident i JOIN deployment d ON d.id = i.caused_by_id WHERE d.version = 'v3.0.0'`);
  await expect(again()).rejects.toMatchObject({ code: 'cluster_refused' });

  const first = await rollBack(open?.key ?? '');
  expect(first.plan).toMatchObject({
    from: { version: 'v3.0.0', known: 'bad', why: 'An incident names it as its cause' },
    to: { version: 'v2.2.0', known: 'good' },
    simulated: true,
    needs_confirmation: false,
  });
  expect(first.done).toMatchObject({ state: 'VERIFIED', incident: open?.key });

  await primarySql(
    sql`UPDATE rollback SET state = 'OBSERVING', fence = fence + 1, lease_until = now() + interval '1 hour'`,
  );
  await expect(again()).rejects.toMatchObject({ code: 'rollback_running' });
  await primarySql(sql`UPDATE rollback SET state = 'VERIFIED', lease_until = NULL`);
  const broken = await again();
  expect(broken).toEqual({ id: clusterId, version: 'v3.1.0', incidents: [expect.stringMatching(/^INC-\d+$/)] });
  await expect(again()).rejects.toMatchObject({ code: 'cluster_refused' });
  const second = await rollBack(broken.incidents[0] ?? '');
  expect(second.plan).toMatchObject({ from: { version: 'v3.1.0' }, to: { version: 'v2.2.0', known: 'good' } });
  expect(second.done.state).toBe('VERIFIED');
});

it('a bad version whose report was lost is reported by the next try, under the same version', async () => {
  expect(await again()).toMatchObject({ version: 'v3.2.0' });
  await primarySql(sql`UPDATE deployment SET version = 'lost' WHERE version = 'v3.2.0'`);
  expect(await again()).toMatchObject({ version: 'v3.2.0' });
});

it('is not there for a cluster that the demo did not make, and a removed one does not come back', async () => {
  const id = '3f0c5c0e-8d0b-4a55-9f0a-0d4b6f7f9f11';
  await expect(deployBadVersion.execute({ id }, loader)).rejects.toMatchObject({ code: 'not_found' });
  expect(await findTarget(brokenService, 'production')).toMatchObject({ clusterKind: 'simulated' });
  await primarySql(sql`DELETE FROM workload_target`);
  await primarySql(sql`UPDATE cluster SET removed_at = now(), simulation = NULL, sealed_connection = NULL`);
  expect(await addDemoCluster.execute({ sourceId }, loader)).toBeNull();
  expect(await primarySql(sql`SELECT 1 FROM cluster WHERE removed_at IS NULL`)).toEqual([]);
});
