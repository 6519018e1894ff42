import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { type Desk, errorOf, startDesk } from '@/lib/testing/fake-kubernetes/desk';
import type { FakeKubernetes } from '@/lib/testing/fake-kubernetes/server';
import {
  changeCheckout,
  checkoutOf,
  createCheckout,
  deployImage,
  shopCheckout,
} from '@/lib/testing/fake-kubernetes/world';
import type { Health } from '../../adapter';

vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: parseAllowedHosts('127.0.0.1') }) }));

/** Following a rollout on the fake server. */
let desk: Desk;
let fake: FakeKubernetes;
beforeEach(async () => {
  desk = await startDesk();
  fake = desk.fake;
});
afterEach(() => fake.close());

/** Rolls back from web:2 to web:1 and gives the token, while `image` behaves as told from the rollback on. */
async function rollback(behaviour: Parameters<typeof fake.kubelet.behave>[1] = 'good'): Promise<string> {
  await desk.begin('web:1', 'web:2');
  fake.kubelet.behave('web:1', behaviour);
  return (await desk.execute(await desk.planTo('web:1'))).token;
}
const last = (found: Health[]) => found.at(-1);

it('says each state once, from progressing to healthy', async () => {
  const found = await desk.observed(await rollback('slow'));
  expect(found[0]?.phase).toBe('progressing');
  expect(last(found)).toEqual({ phase: 'healthy', updated: 3, available: 3, desired: 3, reasons: [] });
  expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(found.length);
});

it('is told by a watch: the Deployment is read once, its changes come by themselves', async () => {
  const token = await rollback();
  fake.calls.length = 0;
  await desk.observed(token);
  const path = '/apis/apps/v1/namespaces/shop/deployments';
  expect(fake.calls.filter((each) => each === `GET ${path}/checkout`)).toHaveLength(1);
  expect(fake.calls.filter((each) => each.startsWith(`GET ${path}?watch=true`))).toHaveLength(1);
});

it('judges nothing by the old status: what failed before the rollback is no failure of it', async () => {
  await fake.close();
  desk = await startDesk({ speed: 0 });
  fake = desk.fake;
  createCheckout(fake, 'web:1', { spec: { progressDeadlineSeconds: 5 } });
  fake.clock.advance(20_000);
  fake.kubelet.behave('web:2', 'unready');
  deployImage(fake, 'web:2');
  fake.clock.advance(20_000);
  const { token } = await desk.execute(await desk.planTo('web:1'));
  const health = desk.adapter.observe(shopCheckout, token, desk.signal)[Symbol.asyncIterator]();
  expect(checkoutOf(fake).status.conditions).toContainEqual(
    expect.objectContaining({ reason: 'ProgressDeadlineExceeded' }),
  );
  expect((await health.next()).value).toMatchObject({ phase: 'progressing', updated: 0, reasons: [] });
  fake.clock.advance(20_000);
  for (let state = await health.next(); !state.done; state = await health.next())
    expect(state.value.reasons).toEqual([]);
});

describe('a failure', () => {
  it.each([
    ['missing', 'IMAGE_PULL'],
    ['crashing', 'CRASH_LOOP'],
    ['bad-config', 'OTHER'],
    ['unschedulable', 'UNSCHEDULABLE'],
  ] as const)('%s is seen in the pods, long before the deadline', async (behaviour, code) => {
    const found = last(await desk.observed(await rollback(behaviour)));
    expect(found).toMatchObject({ phase: 'failed', reasons: [{ code, subject: expect.stringMatching(/^checkout-/) }] });
  });

  it('by a quota names it', async () => {
    await desk.begin('web:1', 'web:2');
    fake.controller.quota(3);
    const { token } = await desk.execute(await desk.planTo('web:1'));
    expect(last(await desk.observed(token))).toMatchObject({
      phase: 'failed',
      reasons: [{ code: 'QUOTA', message: expect.stringContaining('exceeded quota') }],
    });
  });

  it('by the deadline names the probes that do not succeed', async () => {
    await desk.begin('web:1', 'web:2');
    changeCheckout(fake, { spec: { progressDeadlineSeconds: 10 } });
    fake.kubelet.behave('web:1', 'unready');
    const { token } = await desk.execute(await desk.planTo('web:1'));
    const found = last(await desk.observed(token));
    expect(found?.phase).toBe('failed');
    expect(found?.reasons.map(({ code }) => code).slice(0, 2)).toEqual(['DEADLINE', 'PROBE']);
  });
});

describe('trouble on the way', () => {
  it('a watch that ends, and one from a version that is forgotten (410), are begun again', async () => {
    const token = await rollback('slow');
    const observing = desk.observed(token);
    await vi.waitFor(() => expect(fake.calls.filter((each) => each.includes('watch=true'))).toHaveLength(1));
    fake.endWatches();
    await vi.waitFor(() => expect(fake.calls.filter((each) => each.includes('watch=true'))).toHaveLength(2));
    fake.faults.before('GET', () => {
      deployedElsewhere();
      fake.store.compact();
    });
    fake.endWatches();
    expect(last(await observing)?.phase).toBe('healthy');
  });
  /** Any change moves the version on. */
  const deployedElsewhere = () =>
    changeCheckout(fake, { metadata: { annotations: { note: String(fake.store.version()) } } });

  it('a server that ends every watch at once is not asked without a pause', async () => {
    const token = await rollback('slow');
    const ending = setInterval(() => fake.endWatches(), 1);
    fake.calls.length = 0;
    const before = performance.now();
    expect(last(await desk.observed(token))?.phase).toBe('healthy');
    clearInterval(ending);
    const watches = fake.calls.filter((each) => each.includes('watch=true')).length;
    expect(watches).toBeGreaterThan(1);
    // Polls are 20 ms apart.
    expect(watches).toBeLessThanOrEqual((performance.now() - before) / 20 + 1);
  });

  it('a cluster that cannot be reached for a moment is unknown, not failed', async () => {
    const token = await rollback();
    fake.faults.next('GET', 'reset-before', '/pods');
    const phases = (await desk.observed(token)).map(({ phase }) => phase);
    expect(phases).toContain('unknown');
    expect(phases.at(-1)).toBe('healthy');
  });

  it('without the right to watch, the Deployment is read again and again', async () => {
    const token = await rollback();
    fake.accounts.set('no-watch', { name: 'no-watch', may: (verb) => verb !== 'watch' });
    expect(last(await desk.observed(token, desk.adapterFor('no-watch')))?.phase).toBe('healthy');
    expect(fake.calls.filter((each) => each.includes('watch=true'))).toHaveLength(1);
  });

  it('without the right to list pods, the status is all there is', async () => {
    const token = await rollback();
    fake.accounts.set('no-pods', { name: 'no-pods', may: (_verb, resource) => resource !== 'pods' });
    expect(last(await desk.observed(token, desk.adapterFor('no-pods')))?.phase).toBe('healthy');
  });

  it('is NOT_FOUND once the Deployment is deleted', async () => {
    const observing = errorOf(desk.observed(await rollback('slow')));
    await vi.waitFor(() => expect(fake.calls.some((each) => each.includes('watch=true'))).toBe(true));
    fake.store.remove('deployments', checkoutOf(fake));
    expect((await observing).code).toBe('NOT_FOUND');
  });

  it('is CONFLICT once another version was put there', async () => {
    const observing = errorOf(desk.observed(await rollback('slow')));
    deployImage(fake, 'web:2');
    expect((await observing).code).toBe('CONFLICT');
  });

  it('ends with its signal', async () => {
    const token = await rollback('slow');
    const short = AbortSignal.timeout(150);
    const observing = desk.adapter.observe(shopCheckout, token, short)[Symbol.asyncIterator]();
    const drained = (async () => {
      for (;;) if ((await observing.next()).done) return;
    })();
    expect((await errorOf(drained)).code).toBe('TIMEOUT');
  });

  it('leaves no watch open when nobody listens any more', async () => {
    const token = await rollback('slow');
    for await (const health of desk.adapter.observe(shopCheckout, token, desk.signal)) {
      expect(health.phase).toBe('progressing');
      break;
    }
    await vi.waitFor(() => expect(fake.openWatches()).toBe(0));
  });
});
