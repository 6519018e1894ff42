import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { type Desk, errorOf, startDesk } from '@/lib/testing/fake-kubernetes/desk';
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

/** Plans and their warnings, on the fake server. */
let desk: Desk;
let fake: FakeKubernetes;
beforeEach(async () => {
  desk = await startDesk();
  fake = desk.fake;
});
afterEach(() => fake.close());

describe('planning', () => {
  it('rehearses at the cluster and changes nothing there', async () => {
    await desk.begin('web:1', 'web:2');
    const before = checkoutOf(fake);
    const plan = await desk.planTo('web:1');
    expect(fake.calls.filter((each) => each.startsWith('PATCH'))).toEqual([expect.stringContaining('dryRun=All')]);
    expect(checkoutOf(fake)).toEqual(before);
    expect(plan.steps.join(' ')).toContain('accepted this change in a dry run');
    expect(plan.lock.token).toContain(before.metadata.uid);
  });

  it('needs the right to patch, and says which is missing', async () => {
    await desk.begin('web:1', 'web:2');
    const { key } = await desk.revisionOf('web:1');
    fake.accounts.set('reader', { name: 'system:serviceaccount:shop:reader', may: (verb) => verb !== 'patch' });
    const error = await errorOf(desk.adapterFor('reader').planRollback(shopCheckout, key, [], desk.signal));
    expect([error.code, error.http, error.message]).toEqual([
      'FORBIDDEN',
      403,
      expect.stringContaining('cannot patch resource "deployments"'),
    ]);
  });

  it('never shows a value of the environment', async () => {
    createCheckout(fake, 'web:1', { container: { env: [{ name: 'KEY', value: 'hunter2' }] } });
    await settled(fake);
    await desk.deploy('web:2', { env: [{ name: 'KEY', value: 'hunter3' }] });
    const { payload: _holdsThem, ...shown } = await desk.planTo('web:1');
    expect(JSON.stringify(shown)).not.toMatch(/hunter/);
    expect(shown.changes.map(({ path }) => path)).toContain('containers[app].env[KEY].value');
  });

  it('finds one revision when the controller has made no ReplicaSet of the newest template yet', async () => {
    await desk.begin('web:1', 'web:2');
    changeCheckout(fake, { spec: { paused: true } });
    deployImage(fake, 'web:3');
    const history = await desk.adapter.history(shopCheckout, [], desk.signal);
    expect(history.map(({ images, current }) => [images[0]?.image, current])).toEqual([
      ['web:3', true],
      ['web:2', false],
      ['web:1', false],
    ]);
  });

  it('leaves out ReplicaSets of the same labels that another Deployment owns', async () => {
    await desk.begin('web:1', 'web:2');
    const [other] = fake.store.all('replicasets', 'shop');
    if (!other) throw new Error('no ReplicaSet');
    fake.store.create('replicasets', {
      ...other,
      metadata: {
        ...other.metadata,
        name: 'foreign',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'x', uid: 'x', controller: true }],
      },
    });
    expect(await desk.adapter.history(shopCheckout, [], desk.signal)).toHaveLength(2);
  });
});

describe('warnings', () => {
  const codes = async () => (await desk.planTo('web:1')).warnings.map(({ code }) => code);

  it('there are none for a plain, complete Deployment', async () => {
    await desk.begin('web:1', 'web:2');
    expect(await codes()).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'Argo CD by its annotation',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' } },
      'Argo CD',
    ],
    ['Flux by its label', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } }, 'Flux'],
    ['Helm by its annotation', { annotations: { 'meta.helm.sh/release-name': 'checkout' } }, 'Helm'],
  ])('%s', async (_what, marks, name) => {
    createCheckout(fake, 'web:1', marks);
    await settled(fake);
    await desk.deploy('web:2');
    const { warnings } = await desk.planTo('web:1');
    expect(warnings).toEqual([{ code: 'GITOPS_WILL_REVERT', detail: expect.stringContaining(name) }]);
    expect((await desk.adapter.list('shop', desk.signal))[0]?.ownedBy?.tool).toBe(name.toLowerCase().replace(' ', ''));
  });

  it('Argo CD by who manages the fields, though the label is Helm’s, too', async () => {
    createCheckout(fake, 'web:1', { labels: { 'app.kubernetes.io/instance': 'shop' } });
    await settled(fake);
    expect((await desk.adapter.list('shop', desk.signal))[0]?.ownedBy).toBeUndefined();
    changeCheckout(fake, { spec: { minReadySeconds: 0 } }, 'argocd-controller');
    expect((await desk.adapter.list('shop', desk.signal))[0]?.ownedBy).toEqual({
      tool: 'argocd',
      detail: 'Application shop',
    });
  });

  it('an autoscaler, by its target; and none where it may not be listed', async () => {
    await desk.begin('web:1', 'web:2');
    const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' };
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'any-name', namespace: 'shop' },
      spec: { minReplicas: 2, maxReplicas: 9, scaleTargetRef: target },
    };
    fake.store.create('horizontalpodautoscalers', autoscaler);
    expect(await codes()).toEqual(['HPA_PRESENT']);
    expect((await desk.adapter.list(null, desk.signal))[0]?.autoscaler).toEqual({ min: 2, max: 9 });
    fake.accounts.set('narrow', { name: 'narrow', may: (_verb, resource) => resource !== 'horizontalpodautoscalers' });
    expect((await desk.adapterFor('narrow').list(null, desk.signal))[0]?.autoscaler).toBeUndefined();
  });

  it('a pause, a rollout under way, a moving tag, no probe', async () => {
    createCheckout(fake, 'web:1', { container: { readinessProbe: undefined } });
    await settled(fake);
    fake.kubelet.behave('web:2', 'unready');
    deployImage(fake, 'web:2');
    expect(await codes()).toEqual(['ROLLOUT_IN_PROGRESS', 'NO_HEALTHCHECK']);
    changeCheckout(fake, { spec: { paused: true } });
    expect(await codes()).toContain('PAUSED');
    changeCheckout(fake, { spec: { paused: null } });
    await desk.deploy('web:latest');
    await desk.deploy('web:3');
    expect((await desk.planTo('web:latest')).warnings).toContainEqual({
      code: 'IMAGE_MAYBE_GONE',
      detail: expect.stringContaining('web:latest'),
    });
  });

  it('says who runs into a conflict by server-side apply afterwards', async () => {
    await desk.begin('web:1', 'web:2');
    const { metadata } = checkoutOf(fake);
    const applier = {
      manager: 'pipeline',
      operation: 'Apply' as const,
      apiVersion: 'apps/v1',
      time: '2026-03-02T10:00:00Z',
      fieldsType: 'FieldsV1' as const,
      fieldsV1: {},
    };
    fake.store.update('deployments', { ...checkoutOf(fake), metadata: { ...metadata, managedFields: [applier] } });
    expect((await desk.planTo('web:1')).steps.join(' ')).toMatch(/--server-side by pipeline .* --force-conflicts/);
  });

  it('an image that was first used long ago', async () => {
    await fake.close();
    desk = await startDesk({ startMs: Date.now() - 91 * 86_400_000 });
    fake = desk.fake;
    await desk.begin('web:1', 'web:2');
    expect(await codes()).toEqual(['IMAGE_MAYBE_GONE']);
  });
});
