import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AllowedHost, parseAllowedHosts } from '@/lib/core/addresses';
import type { FakeFault } from '@/lib/testing/fake-ecs/server';
import { addDefinition, addService, deploy } from '@/lib/testing/fake-ecs/state';
import { type EcsWorld, makeEcsWorld } from '@/lib/testing/fake-ecs/world';
import { AdapterError, type AdapterErrorCode, type Health, type Marker } from '../adapter';
import { ecs } from './ecs';

const allowed = vi.hoisted(() => ({ hosts: [] as unknown[] }));
vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: allowed.hosts }) }));

const marker: Marker = { rollbackId: 'rollback-1', actor: 'Ada', reason: 'checkout fails' };
const signal = (ms = 20_000) => AbortSignal.timeout(ms);
let world: EcsWorld;

beforeEach(async () => {
  allowed.hosts = parseAllowedHosts('127.0.0.1') satisfies AllowedHost[];
  world = await makeEcsWorld((connection) => ecs(connection, { pollMs: 20 }));
});
afterEach(() => world.close());

const history = () => world.adapter.history(world.ref, [], signal());
const keyOf = async (version: 'v1' | 'v2' | 'v3') => {
  const found = (await history()).find(({ images }) => images[0]?.image === world.images[version]);
  return found?.key ?? 'none';
};
const planTo = (key: string) => world.adapter.planRollback(world.ref, key, [], signal());
const execute = (plan: Awaited<ReturnType<typeof planTo>>) => world.adapter.rollback(world.ref, plan, marker, signal());
async function lastHealth(token: string): Promise<Health | undefined> {
  let last: Health | undefined;
  for await (const health of world.adapter.observe(world.ref, token, signal())) last = health;
  return last;
}
async function refusal(call: Promise<unknown>): Promise<AdapterError> {
  const error = await call.then(
    () => new Error('expected a refusal'),
    (reason: unknown) => reason,
  );
  if (error instanceof AdapterError) return error;
  throw error;
}
const written = () => world.fake.calls.filter(({ name }) => /^(Update|Stop)/.test(name));

describe('a deployment under way', () => {
  it('is stopped, and rolled back by ECS itself, to what it replaces', async () => {
    const v1 = await keyOf('v1');
    world.begin('slow');
    const plan = await planTo(v1);
    expect(plan.warnings.map(({ code }) => code)).toContain('ROLLOUT_IN_PROGRESS');
    const { token, alreadyDone } = await execute(plan);
    expect(alreadyDone).toBe(false);
    expect((await execute(plan)).alreadyDone).toBe(true);
    expect(await world.adapter.wasApplied(world.ref, plan, marker, signal())).toMatchObject({ alreadyDone: true });
    expect(await lastHealth(token)).toMatchObject({ phase: 'healthy', available: 2, reasons: [] });
    expect(await world.adapter.verify(world.ref, plan.to, signal())).toMatchObject({ ok: true });
    const [deployment] = world.service.serviceDeployments;
    expect(deployment?.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(written()).toEqual([
      { name: 'StopServiceDeployment', input: { serviceDeploymentArn: deployment?.arn, stopType: 'ROLLBACK' } },
    ]);
  });

  it('is replaced when the target is older than what it replaces', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    world.begin('slow');
    const { token } = await execute(await planTo(v1));
    expect(await lastHealth(token)).toMatchObject({ phase: 'healthy' });
    expect(written().map(({ name }) => name)).toEqual(['UpdateService']);
  });

  it('that has ended since the plan is CONFLICT', async () => {
    const v1 = await keyOf('v1');
    world.begin('slow');
    const plan = await planTo(v1);
    world.fake.before('StopServiceDeployment', () => {
      for (const each of world.service.serviceDeployments) each.status = 'SUCCESSFUL';
    });
    expect((await refusal(execute(plan))).code).toBe('CONFLICT');
    expect(world.fake.changes()).toBe(0);
  });

  it('that ECS cannot roll back ends the observation', async () => {
    const v1 = await keyOf('v1');
    world.begin('slow');
    const plan = await planTo(v1);
    world.fake.before('StopServiceDeployment', () => {
      for (const each of world.service.serviceDeployments) each.source = null;
    });
    const { token } = await execute(plan);
    expect(await lastHealth(token)).toMatchObject({ phase: 'failed', reasons: [{ code: 'OTHER' }] });
  });
});

describe('a deployment of an earlier version', () => {
  it('changes the task definition, and neither how many run nor anything else', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    world.service.desired = 3;
    const { token } = await execute(await planTo(v1));
    expect(await lastHealth(token)).toMatchObject({ phase: 'healthy', desired: 3 });
    expect(written()).toEqual([
      {
        name: 'UpdateService',
        input: { cluster: 'production', service: 'shop', taskDefinition: v1, forceNewDeployment: false },
      },
    ]);
  });

  it('is CONFLICT when another deployment begins in the same moment', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    const plan = await planTo(v1);
    world.fake.before('UpdateService', () => void world.begin('v3'));
    expect((await refusal(execute(plan))).code).toBe('CONFLICT');
  });

  it('is NO_PREVIOUS, and named, when its task definition was taken out', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    for (const each of world.fake.state.definitions) if (each.arn === v1) each.status = 'INACTIVE';
    expect((await history()).map(({ key }) => key)).toContain(v1);
    const { code, message } = await refusal(planTo(v1));
    expect(code).toBe('NO_PREVIOUS');
    expect(message).toContain('shop:1 is INACTIVE');
  });

  it('that the circuit breaker takes back has failed, with its reasons', async () => {
    await world.deploy('crashing');
    const key = world.fake.state.definitions.at(-1)?.arn ?? '';
    await world.deploy('v2');
    world.service.circuitBreaker = true;
    const slow = ecs(world.connection, { pollMs: 400 });
    const { token } = await execute(await planTo(key));
    let last: Health | undefined;
    for await (const health of slow.observe(world.ref, token, signal())) last = health;
    expect(last).toMatchObject({ phase: 'failed' });
    expect(last?.reasons.map(({ code }) => code)).toContain('CRASH_LOOP');
  });

  it('shows what changes without values that may be secret', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    const plan = await planTo(v1);
    expect(plan.changes).toEqual([
      { path: 'containerDefinitions[app].image', from: world.images.v2, to: world.images.v1 },
      { path: 'containerDefinitions[app].environment[PASSWORD].value', from: '(hidden)', to: '(hidden)' },
    ]);
    expect(JSON.stringify(plan)).not.toContain('hunter');
  });

  it('is warned of when a stack or a plan will bring the other version back', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    world.service.tags = [{ key: 'aws:cloudformation:stack-name', value: 'shop-stack' }];
    const { warnings } = await planTo(v1);
    expect(warnings.map(({ code }) => code)).toEqual(['GITOPS_WILL_REVERT', 'IMAGE_MAYBE_GONE', 'NO_HEALTHCHECK']);
    expect(warnings[0]?.detail).toContain('stack shop-stack');
    expect((await world.adapter.list('production', signal()))[0]?.ownedBy).toMatchObject({ tool: 'cloudformation' });
  });
});

it.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('a service that %s deploys is not ours', async (controller) => {
  world.service.controller = controller;
  expect((await refusal(history())).code).toBe('UNSUPPORTED');
  expect(await world.adapter.list('production', signal())).toEqual([]);
});

it('lists more services than one call describes, of every cluster', async () => {
  const { state } = world.fake;
  for (let index = 0; index < 23; index += 1) {
    const service = addService(state, index < 20 ? 'production' : 'staging', `service-${index}`, 1);
    deploy(service, state, addDefinition(state, service.name, world.images.v1, 0).arn, 0);
  }
  const listed = await world.adapter.list(null, signal());
  expect(listed).toHaveLength(24);
  expect(new Set(listed.map(({ ref }) => ref.namespace))).toEqual(new Set(['production', 'staging']));
  expect(listed.every(({ images }) => images.length === 1)).toBe(true);
});

describe('what ECS answers', () => {
  it.each<[FakeFault, AdapterErrorCode]>([
    ['denied', 'FORBIDDEN'],
    ['throttled', 'RATE_LIMITED'],
    ['server-error', 'UNREACHABLE'],
    ['reset', 'UNREACHABLE'],
    ['bad-json', 'UNREACHABLE'],
  ])('%s is %s', async (fault, code) => {
    world.fake.fail('DescribeServices', fault, fault, fault);
    expect((await refusal(history())).code).toBe(code);
  });

  it('too late is TIMEOUT', async () => {
    world.fake.fail('DescribeServices', 'hang');
    const call = world.adapter.history(world.ref, [], signal(300));
    expect((await refusal(call)).code).toBe('TIMEOUT');
  });

  it('is asked for again when a reading was throttled, and never when a change was', async () => {
    const v1 = await keyOf('v1');
    await world.deploy('v2');
    world.fake.fail('DescribeServices', 'throttled');
    const plan = await planTo(v1);
    world.fake.fail('UpdateService', 'throttled');
    expect((await refusal(execute(plan))).code).toBe('RATE_LIMITED');
    expect(world.fake.changes()).toBe(0);
    expect(await world.adapter.wasApplied(world.ref, plan, marker, signal())).toBeNull();
  });

  it('to a wrong secret is FORBIDDEN, and the secret is told to nobody', async () => {
    const adapter = ecs({ ...world.connection, secretAccessKey: 'correct-horse-battery' });
    const error = await refusal(adapter.history(world.ref, [], signal()));
    expect(error.code).toBe('FORBIDDEN');
    expect(error.message).not.toContain('battery');
  });
});

describe('where ECS is called', () => {
  it.each<[string, string, AdapterErrorCode]>([
    ['eu-central-1', 'http://ecs.example', 'INVALID'],
    ['eu-central-1', 'https://ada:pencil@ecs.example', 'INVALID'],
    ['eu-central-1', 'ftp://ecs.example', 'INVALID'],
    ['eu-central-1', 'https://127.0.0.2:1', 'FORBIDDEN'],
    ['evil.example/#', 'http://127.0.0.1:1', 'INVALID'],
    ['eu-central-1', 'http://127.0.0.1:1', 'UNREACHABLE'],
  ])('%s at %s is %s', async (region, endpoint, code) => {
    const adapter = ecs({ ...world.connection, region, endpoint });
    expect((await refusal(adapter.history(world.ref, [], signal()))).code).toBe(code);
  });

  it('loopback only where the operator lists it', async () => {
    allowed.hosts = [];
    const before = world.fake.calls.length;
    expect((await refusal(history())).code).toBe('FORBIDDEN');
    expect(world.fake.calls).toHaveLength(before);
  });

  it('with both halves of a key', async () => {
    const adapter = ecs({ ...world.connection, secretAccessKey: null });
    expect((await refusal(adapter.history(world.ref, [], signal()))).code).toBe('INVALID');
  });
});

it('names the rights that are missing, and changes nothing to find out', async () => {
  world.fake.fail('UpdateService', 'denied');
  expect(await world.adapter.ping('production', signal())).toEqual({
    version: 'ECS in eu-central-1',
    permissions: { list: true, history: true, rollback: false, observe: true, verify: true },
    missing: ['ecs:UpdateService'],
    excess: [],
  });
  expect((await world.adapter.ping('production', signal())).missing).toEqual([]);
  expect(world.fake.changes()).toBe(0);
  expect(world.service.deployments).toHaveLength(1);
});
