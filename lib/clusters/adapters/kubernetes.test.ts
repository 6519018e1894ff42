import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { type Desk, errorOf, someMarker, startDesk } from '@/lib/testing/fake-kubernetes/desk';
import type { FakeKubernetes } from '@/lib/testing/fake-kubernetes/server';
import {
  changeCheckout,
  checkoutOf,
  createCheckout,
  deployImage,
  settled,
  shopCheckout,
} from '@/lib/testing/fake-kubernetes/world';

vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: parseAllowedHosts('127.0.0.1') }) }));

/** What is true of Kubernetes only; what holds for every cluster is in the contract. */
let desk: Desk;
let fake: FakeKubernetes;
beforeEach(async () => {
  desk = await startDesk();
  fake = desk.fake;
});
afterEach(() => fake.close());

describe('the patch', () => {
  it('keeps fields that no client knows, and every annotation but its own two', async () => {
    createCheckout(fake, 'web:1', { container: { fieldOf2031: { deep: [1, null] } }, annotations: { keep: 'me' } });
    await settled(fake);
    await desk.deploy('web:2', { fieldOf2031: 'other', side: true });
    await desk.execute(await desk.planTo('web:1'));
    const { spec, metadata } = checkoutOf(fake);
    expect(spec.template.spec.containers).toEqual([
      expect.objectContaining({ image: 'web:1', fieldOf2031: { deep: [1, null] } }),
    ]);
    expect(spec.template.spec.containers[0]).not.toHaveProperty('side');
    expect(spec.template.metadata?.labels).toEqual({ app: 'checkout' });
    expect(metadata.annotations).toMatchObject({
      keep: 'me',
      'kubernetes.io/change-cause': 'rollback to web:1: checkout fails',
      'fairlead/rollback-id': 'rb-1',
    });
    expect(spec.replicas).toBe(3);
  });

  it('goes on over a scale, a new annotation and new statuses since the plan', async () => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    changeCheckout(fake, { spec: { replicas: 5 }, metadata: { annotations: { note: 'x' } } });
    await settled(fake);
    expect((await desk.execute(plan)).alreadyDone).toBe(false);
    expect([desk.image(), checkoutOf(fake).spec.replicas]).toEqual(['web:1', 5]);
  });

  it('is CONFLICT when another hand is quicker by a moment, by a deployment or by making it anew', async () => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    fake.faults.before('PATCH', () => deployImage(fake, 'web:3'));
    expect((await errorOf(desk.execute(plan))).code).toBe('CONFLICT');
    expect(desk.image()).toBe('web:3');
    await desk.deploy('web:2');
    fake.faults.before('PATCH', () => {
      fake.store.remove('deployments', checkoutOf(fake));
      createCheckout(fake, 'web:2', { annotations: { note: 'made anew' } });
    });
    expect((await errorOf(desk.execute(plan))).code).toBe('CONFLICT');
    expect(fake.mutations).toEqual([]);
  });

  it('goes into a Deployment without any annotation, and takes away none that came in between', async () => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    const { annotations: _gone, ...metadata } = checkoutOf(fake).metadata;
    // The controller would put its own annotation back, so this is another hand right before each of the first two calls.
    fake.faults.before('GET', () => void fake.store.update('deployments', { ...checkoutOf(fake), metadata }));
    fake.faults.before('PATCH', () => changeCheckout(fake, { metadata: { annotations: { theirs: 'x' } } }));
    expect((await desk.execute(plan)).alreadyDone).toBe(false);
    expect(fake.calls.filter((each) => each.startsWith('PATCH') && !each.includes('dryRun'))).toHaveLength(2);
    expect(checkoutOf(fake).metadata.annotations).toMatchObject({ theirs: 'x', 'fairlead/rollback-id': 'rb-1' });
  });

  it('that the server finds invalid is INVALID, names the field and not its value', async () => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    const payload = structuredClone(plan.payload) as { to: { spec: { containers: object[] } } };
    payload.to.spec.containers = [{ name: 'app', image: '', env: [{ name: 'KEY', value: 'hunter2' }] }];
    const error = await errorOf(desk.execute({ ...plan, payload }));
    expect(error).toMatchObject({ code: 'INVALID', http: 422 });
    expect(error.message).toContain('spec.template.spec.containers[0].image');
    expect(error.message).not.toContain('hunter2');
  });

  it('that rolled while it was being paused is reported as paused, not as failed', async () => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    fake.faults.before('PATCH', () => changeCheckout(fake, { spec: { paused: true } }));
    const { token } = await desk.execute(plan);
    expect((await desk.observed(token)).at(-1)?.phase).toBe('paused');
  });
});

describe('an answer that is lost or broken', () => {
  it.each(['hang', 'reset', 'error-500', 'half', 'bad-json'] as const)(
    '%s: the change is found, and not made twice',
    async (fault) => {
      await desk.begin('web:1', 'web:2');
      const plan = await desk.planTo('web:1');
      fake.faults.next('PATCH', fault);
      const hurried = AbortSignal.any([desk.signal, AbortSignal.timeout(400)]);
      const error = await errorOf(desk.adapter.rollback(shopCheckout, plan, someMarker, hurried));
      expect(error.code).toBe(fault === 'hang' ? 'TIMEOUT' : 'UNREACHABLE');
      expect(await desk.adapter.wasApplied(shopCheckout, plan, someMarker, desk.signal)).toMatchObject({
        alreadyDone: true,
      });
      expect((await desk.execute(plan)).alreadyDone).toBe(true);
      expect(fake.mutations).toHaveLength(1);
    },
  );

  it.each([
    ['too-many', 'RATE_LIMITED'],
    ['reset-before', 'UNREACHABLE'],
  ] as const)('%s: nothing was made, and wasApplied says so', async (fault, code) => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    fake.faults.next('PATCH', fault);
    expect((await errorOf(desk.execute(plan))).code).toBe(code);
    expect(await desk.adapter.wasApplied(shopCheckout, plan, someMarker, desk.signal)).toBeNull();
    expect(fake.mutations).toEqual([]);
  });

  it('the marker of an earlier rollback, which the controller and kubectl copy along, is not taken for ours', async () => {
    await desk.begin('web:1', 'web:2');
    await desk.execute(await desk.planTo('web:1'));
    await desk.deploy('web:3');
    const plan = await desk.planTo('web:1');
    expect(
      await desk.adapter.wasApplied(shopCheckout, plan, { ...someMarker, rollbackId: 'rb-2' }, desk.signal),
    ).toBeNull();
    // Somebody else goes back to the same version by hand.
    await desk.deploy('web:1');
    expect(
      (await errorOf(desk.adapter.wasApplied(shopCheckout, plan, { ...someMarker, rollbackId: 'rb-2' }, desk.signal)))
        .code,
    ).toBe('CONFLICT');
  });

  it('what was put back after our change is CONFLICT: it reached the cluster, and did not stay', async () => {
    await desk.begin('web:1', 'web:2');
    const plan = await desk.planTo('web:1');
    await desk.execute(plan);
    await desk.deploy('web:2');
    expect((await errorOf(desk.adapter.wasApplied(shopCheckout, plan, someMarker, desk.signal))).code).toBe('CONFLICT');
    expect((await errorOf(desk.execute(plan))).code).toBe('CONFLICT');
  });
});
