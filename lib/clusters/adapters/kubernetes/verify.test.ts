import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { type Desk, errorOf, startDesk } from '@/lib/testing/fake-kubernetes/desk';
import { digestOf } from '@/lib/testing/fake-kubernetes/kubelet';
import type { Pod } from '@/lib/testing/fake-kubernetes/objects';
import type { FakeKubernetes } from '@/lib/testing/fake-kubernetes/server';
import { changeCheckout, settled, shopCheckout } from '@/lib/testing/fake-kubernetes/world';

vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: parseAllowedHosts('127.0.0.1') }) }));

/** What runs, and what the credentials may do, on the fake server. */
let desk: Desk;
let fake: FakeKubernetes;
beforeEach(async () => {
  desk = await startDesk();
  fake = desk.fake;
});
afterEach(() => fake.close());

async function verify(image: string) {
  return desk.adapter.verify(shopCheckout, await desk.revisionOf(image), desk.signal);
}
function changePod(change: (pod: Pod) => Pod, image: string): void {
  const pod = fake.store.all('pods', 'shop').find((each) => each.spec.containers[0]?.image === image);
  if (!pod) throw new Error(`no pod of ${image}`);
  fake.store.update('pods', change(pod));
}

describe('verification', () => {
  it('counts the pods by image and digest', async () => {
    await desk.begin('web:1');
    expect(await verify('web:1')).toEqual({
      ok: true,
      running: [{ image: `web:1@${digestOf('web:1')}`, count: 3 }],
      detail: '3 of 3 pods run this version.',
    });
  });

  it('fails for a pinned digest that a pod does not run', async () => {
    const pinned = `web@${digestOf('web')}`;
    await desk.begin(pinned);
    expect((await verify(pinned)).ok).toBe(true);
    changePod(
      (pod) => ({
        ...pod,
        status: {
          ...pod.status,
          containerStatuses: pod.status.containerStatuses.map((each) => ({
            ...each,
            imageID: `web@${digestOf('forged')}`,
          })),
        },
      }),
      pinned,
    );
    expect(await verify(pinned)).toMatchObject({ ok: false, detail: expect.stringContaining('another digest') });
  });

  it('says when one tag stands for several digests', async () => {
    await desk.begin('web:1');
    changePod(
      (pod) => ({
        ...pod,
        status: {
          ...pod.status,
          containerStatuses: pod.status.containerStatuses.map((each) => ({
            ...each,
            imageID: `web@${digestOf('newer')}`,
          })),
        },
      }),
      'web:1',
    );
    const verdict = await verify('web:1');
    expect(verdict).toMatchObject({ ok: true, detail: expect.stringContaining('several digests') });
    expect(verdict.running.map(({ count }) => count)).toEqual([2, 1]);
  });

  it('fails while a pod of another version is left, and for too few that are ready', async () => {
    await desk.begin('web:1');
    fake.kubelet.behave('web:2', 'slow');
    changeCheckout(fake, { spec: { template: { spec: { containers: [{ name: 'app', image: 'web:2' }] } } } });
    const { detail, ok } = await vi.waitFor(async () => verify('web:2'));
    expect([ok, detail]).toEqual([false, expect.stringMatching(/3 pods of another version are left.* 0 of 3 pods/)]);
  });

  it('does not wait for pods that only end, and says that they do', async () => {
    await fake.close();
    desk = await startDesk({ stopMs: 3_600_000 });
    fake = desk.fake;
    await desk.begin('web:1', 'web:2');
    expect(await verify('web:2')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('3 pods of before are still ending'),
    });
  });

  it('of a Deployment that is scaled to none is honest about it', async () => {
    await desk.begin('web:1');
    changeCheckout(fake, { spec: { replicas: 0 } });
    await settled(fake);
    expect(await verify('web:1')).toEqual({ ok: true, running: [], detail: expect.stringContaining('scaled to none') });
  });

  it('needs the right to list pods', async () => {
    await desk.begin('web:1');
    fake.accounts.set('no-pods', { name: 'no-pods', may: (_verb, resource) => resource !== 'pods' });
    const want = await desk.revisionOf('web:1');
    expect((await errorOf(desk.adapterFor('no-pods').verify(shopCheckout, want, desk.signal))).code).toBe('FORBIDDEN');
  });
});

describe('ping', () => {
  const least = new Map([
    ['deployments', ['get', 'list', 'watch', 'patch']],
    ['replicasets', ['list']],
    ['pods', ['list', 'watch']],
    ['horizontalpodautoscalers', ['list']],
  ]);
  const ping = (may: Parameters<FakeKubernetes['accounts']['set']>[1]['may'], namespace: string | null = 'shop') => {
    fake.accounts.set('one', { name: 'one', may });
    return desk.adapterFor('one').ping(namespace, desk.signal);
  };

  it('finds nothing missing and nothing in excess with the rights of the guide', async () => {
    const found = await ping(
      (verb, resource, namespace) => namespace === 'shop' && (least.get(resource) ?? []).includes(verb),
    );
    expect(found).toEqual({
      version: 'v1.36.2',
      permissions: { list: true, history: true, rollback: true, observe: true, verify: true },
      missing: [],
      excess: [],
    });
  });

  it('names what is missing', async () => {
    const found = await ping((verb, resource) => verb === 'get' && resource === 'deployments');
    expect(found.permissions).toEqual({ list: false, history: false, rollback: false, observe: true, verify: false });
    expect(found.missing).toEqual([
      'deployments: list in namespace shop',
      'replicasets: list in namespace shop',
      'deployments: patch in namespace shop',
      'pods: list in namespace shop',
      'deployments: watch in namespace shop',
      'horizontalpodautoscalers: list in namespace shop',
    ]);
  });

  it('names what is more than needed', async () => {
    const found = await ping(
      (verb, resource) => resource === 'secrets' || (resource === 'pods/exec' && verb === 'create'),
    );
    expect(found.excess).toEqual([
      'secrets: get in namespace shop',
      'secrets: list in namespace shop',
      'pods/exec: create in namespace shop',
    ]);
    expect((await ping(() => true, null)).excess).toContain('*: * in every namespace');
  });
});
