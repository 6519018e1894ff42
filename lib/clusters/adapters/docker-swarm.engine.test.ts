import { afterAll, describe, expect, it, vi } from 'vitest';
import { swarmEngineOrNull } from '@/lib/testing/swarm-engine';
import { imageOf, makeSwarmWorld, type SwarmWorld } from '@/lib/testing/swarm-world';
import type { AdapterPlan, ClusterAdapter, Health, Marker, StoredSpec } from '../adapter';
import { dockerSwarm } from './docker-swarm';

vi.mock('@/lib/config/env', () => ({
  // Every socket: the engine's folder is made by the test.
  env: () => ({ FAIRLEAD_OUTGOING_HOSTS: [], FAIRLEAD_DOCKER_SOCKETS: { includes: () => true } }),
}));

const engine = await swarmEngineOrNull();
const adapterAt = (endpoint: string): ClusterAdapter => dockerSwarm({ kind: 'docker-swarm', endpoint, tls: null });
const marker: Marker = { rollbackId: 'rollback-1', actor: 'Ada', reason: 'checkout fails' };
const signal = () => AbortSignal.timeout(60_000);

describe.skipIf(!engine)('a real Docker engine', () => {
  const makeWorld = (options?: Parameters<typeof makeSwarmWorld>[2]) => {
    if (!engine) throw new Error('There is no engine.');
    return makeSwarmWorld(engine, adapterAt, options);
  };
  afterAll(() => engine?.close(), 30_000);

  async function inWorld(use: (world: SwarmWorld) => Promise<void>, options?: Parameters<typeof makeWorld>[0]) {
    const world = await makeWorld(options);
    try {
      await use(world);
    } finally {
      await world.close();
    }
  }
  async function current({ adapter, ref }: SwarmWorld): Promise<StoredSpec> {
    const [revision] = await adapter.history(ref, [], signal());
    if (!revision?.spec) throw new Error('The current revision has no spec.');
    return { key: revision.key, spec: revision.spec, images: revision.images, firstSeenAt: new Date(0) };
  }
  const planTo = ({ adapter, ref }: SwarmWorld, key: string, stored: StoredSpec[]) =>
    adapter.planRollback(ref, key, stored, signal());
  const execute = ({ adapter, ref }: SwarmWorld, plan: AdapterPlan) => adapter.rollback(ref, plan, marker, signal());
  async function lastHealth({ adapter, ref }: SwarmWorld, token: string): Promise<Health | undefined> {
    let last: Health | undefined;
    for await (const health of adapter.observe(ref, token, signal())) last = health;
    return last;
  }
  const replicasOf = async ({ service }: SwarmWorld) => (await service()).Spec.Mode;

  it('goes back past what the engine keeps, with our label and as many tasks as now', () =>
    inWorld(async (world) => {
      const v1 = await current(world);
      await world.deploy('v2');
      await world.deploy('v3');
      await world.change((spec) => ({ ...spec, Mode: { Replicated: { Replicas: 2 } } }));
      await world.settle(imageOf('v3'));
      const plan = await planTo(world, v1.key, [v1]);
      expect(plan.payload).toMatchObject({ method: 'spec' });
      const { token } = await execute(world, plan);
      expect(await lastHealth(world, token)).toMatchObject({ phase: 'healthy', desired: 2, available: 2 });
      const { Spec } = await world.service();
      expect(Spec).toMatchObject({ Labels: { team: 'checkout', 'fairlead.rollback-id': 'rollback-1' } });
      expect(await replicasOf(world)).toEqual({ Replicated: { Replicas: 2 } });
      expect(await world.adapter.verify(world.ref, plan.to, signal())).toMatchObject({
        ok: true,
        running: [{ image: 'web:v1', count: 2 }],
      });
      // The label is no part of what a version is.
      expect((await current(world)).key).toBe(v1.key);
      const again = await adapterAt(`unix://${world.proxy.socket}`).wasApplied(world.ref, plan, marker, signal());
      expect(again).toMatchObject({ alreadyDone: true, token });
    }));

  it('does not let the engine restore a number of tasks', () =>
    inWorld(async (world) => {
      const v1 = await current(world);
      await world.change((spec) => ({
        ...spec,
        Mode: { Replicated: { Replicas: 2 } },
        TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Image: 'web:v2' } },
      }));
      await world.settle(imageOf('v2'));
      const plan = await planTo(world, v1.key, []);
      expect(plan.payload).toMatchObject({ method: 'spec' });
      const { token } = await execute(world, plan);
      expect(await lastHealth(world, token)).toMatchObject({ phase: 'healthy', desired: 2 });
      expect(await replicasOf(world)).toEqual({ Replicated: { Replicas: 2 } });
    }));

  it.each([
    ['sick', 'PROBE'],
    // A process that stops with status 0 when it is told to leaves no word of why it was: the engine calls its task complete.
    ['sick-polite', 'TASK_FAILED'],
  ] as const)('ends the observation of a health check that fails (%s) with its reason', (version, code) =>
    inWorld(async (world) => {
      await world.deploy(version);
      const sick = await current(world);
      await world.deploy('v2');
      const plan = await planTo(world, sick.key, [sick]);
      const { token } = await execute(world, plan);
      const health = await lastHealth(world, token);
      expect(health?.phase).toBe('failed');
      expect(health?.reasons.map((reason) => reason.code)).toContain(code);
    }),
  );

  it('goes on when the service moved by itself, and not when somebody changed it in the same moment', () =>
    inWorld(async (world) => {
      const v1 = await current(world);
      await world.deploy('v2');
      const plan = await planTo(world, v1.key, []);
      expect(plan.payload).toMatchObject({ method: 'previous' });
      world.proxy.beforeNextUpdate(() => world.deploy('v3'));
      await expect(execute(world, plan)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(world.proxy.updates()).toBe(0);
      expect((await current(world)).images).toEqual([{ container: world.ref.name, image: 'web:v3' }]);
      // The same race, in which the change leaves the version as it is.
      const next = await planTo(world, v1.key, [v1]);
      world.proxy.beforeNextUpdate(() => world.change((spec) => ({ ...spec, Mode: { Replicated: { Replicas: 2 } } })));
      expect(await execute(world, next)).toMatchObject({ alreadyDone: false });
      expect(world.proxy.updates()).toBe(1);
      expect(await replicasOf(world)).toEqual({ Replicated: { Replicas: 2 } });
    }));

  it('says that the engine went back by itself, and that it keeps no earlier version then', () =>
    inWorld(
      async (world) => {
        const good = await current(world);
        await world.deploy('crashing');
        await world.settle(imageOf('v1'));
        expect((await current(world)).key).toBe(good.key);
        const raw = await world.service();
        expect(raw.UpdateStatus?.State).toBe('rollback_completed');
        const history = await world.adapter.history(world.ref, [], signal());
        const crashed = history.find(({ images }) => images[0]?.image === imageOf('crashing'));
        // Only its tasks tell of it.
        expect(crashed).toMatchObject({ key: expect.stringMatching(/^task-/), source: 'cluster', current: false });
        const plan = await planTo(world, crashed?.key ?? '', []);
        const { token } = await execute(world, plan);
        const health = await lastHealth(world, token);
        expect(health?.phase).toBe('failed');
        // A restoration that was planned before is one that the engine can no longer make.
        const before = { ...plan, payload: { ...(plan.payload as object), method: 'previous' } };
        await expect(execute(world, before)).rejects.toMatchObject({ code: 'CONFLICT' });
      },
      { failureAction: 'rollback' },
    ));

  it('shows what changes without values that may be secret', () =>
    inWorld(async (world) => {
      const v1 = await current(world);
      await world.change((spec) => {
        const { ContainerSpec } = spec.TaskTemplate;
        const Env = ['PASSWORD=correct horse', 'MODE=live', 'NEW=s3cret'];
        return {
          ...spec,
          TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...ContainerSpec, Env, Image: 'web:v2' } },
        };
      });
      const plan = await planTo(world, v1.key, []);
      expect(plan.changes).toHaveLength(3);
      expect(plan.changes).toEqual(
        expect.arrayContaining([
          { path: 'TaskTemplate.ContainerSpec.Env.NEW', from: '(hidden)', to: null },
          { path: 'TaskTemplate.ContainerSpec.Env.PASSWORD', from: '(hidden)', to: '(hidden)' },
          { path: 'TaskTemplate.ContainerSpec.Image', from: 'web:v2', to: 'web:v1' },
        ]),
      );
      const { payload: _sealed, ...shown } = plan;
      expect(JSON.stringify(shown)).not.toMatch(/hunter2|correct horse|s3cret/);
      expect(plan.warnings.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['IMAGE_MAYBE_GONE', 'NO_HEALTHCHECK']),
      );
    }));

  it('says of a bare engine that it allows too much', () =>
    inWorld(async ({ adapter }) => {
      expect((await adapter.ping(null, signal())).excess).toEqual([expect.stringContaining('root on its host')]);
    }));
});
