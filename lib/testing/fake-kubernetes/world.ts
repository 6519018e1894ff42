import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkloadRef } from '@/lib/clusters/adapter';
import { changed, withDefaults, withManager } from './deployments';
import type { Container, Deployment, Labels, Metadata } from './objects';
import type { FakeKubernetes } from './server';

/** What tests put into the fake, by hands that are not the adapter's: none of it is counted as a change through the API. */

export const shopCheckout: WorkloadRef = { kind: 'k8s-deployment', namespace: 'shop', name: 'checkout' };

/** A kubeconfig for one account of the fake. */
export function kubeconfigOf({ url, authority }: FakeKubernetes, user: object = { token: 'admin-token' }): string {
  const ca = Buffer.from(authority.ca).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server: url, 'certificate-authority-data': ca } }],
    users: [{ name: 'fairlead', user }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fairlead' } }],
    'current-context': 'fake',
  });
}

/** Makes shop/checkout with three replicas of `image`. */
export function createCheckout(
  { store, clock }: FakeKubernetes,
  image: string,
  {
    container = {},
    spec = {},
    labels,
    annotations,
  }: { container?: Partial<Container>; spec?: Partial<Deployment['spec']>; labels?: Labels; annotations?: Labels } = {},
): void {
  const { name, namespace } = shopCheckout;
  const sent = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: namespace ?? '', uid: '', resourceVersion: '', creationTimestamp: '' } as Metadata,
    spec: {
      replicas: 3,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name: 'app', image, readinessProbe: { httpGet: { path: '/', port: 80 } }, ...container }],
        },
      },
      ...spec,
    },
    status: {},
  };
  if (labels) sent.metadata.labels = labels;
  if (annotations) sent.metadata.annotations = annotations;
  const complete = withDefaults(sent);
  const managedFields = withManager([], { manager: 'ci' }, false, true, clock);
  store.create('deployments', { ...complete, metadata: { ...complete.metadata, managedFields } });
}

export function checkoutOf({ store }: FakeKubernetes): Deployment {
  const found = store.get('deployments', 'shop', 'checkout');
  if (!found) throw new Error('shop/checkout is gone');
  return found;
}

/** Changes shop/checkout as a strategic merge patch of `manager` would. */
export function changeCheckout(fake: FakeKubernetes, patch: object, manager = 'ci'): void {
  const type = 'application/strategic-merge-patch+json';
  const outcome = changed(checkoutOf(fake), { type, body: patch, manager, force: false }, fake.clock);
  if ('refusal' in outcome) throw new Error(`refused: ${JSON.stringify(outcome.refusal.body)}`);
  fake.store.update('deployments', outcome.after);
}

/** Deploys another image, and more of its container. */
export function deployImage(fake: FakeKubernetes, image: string, container: Partial<Container> = {}): void {
  changeCheckout(fake, { spec: { template: { spec: { containers: [{ name: 'app', image, ...container }] } } } });
}

/** Waits until the rollout is complete, or a pod of it says why it is not. The fake's clock must run. */
export async function settled(fake: FakeKubernetes): Promise<void> {
  for (;;) {
    const { metadata, spec, status } = checkoutOf(fake);
    const image = spec.template.spec.containers[0]?.image;
    const isSeen = status.observedGeneration === metadata.generation;
    const isComplete =
      (status.updatedReplicas ?? 0) === spec.replicas &&
      (status.replicas ?? 0) === spec.replicas &&
      (status.availableReplicas ?? 0) === spec.replicas;
    const isStuck = fake.store
      .all('pods', 'shop')
      .filter((pod) => pod.spec.containers[0]?.image === image)
      .some((pod) => pod.status.containerStatuses.some(({ state }) => 'waiting' in state));
    if (isSeen && (isComplete || isStuck)) return;
    await sleep(2);
  }
}
