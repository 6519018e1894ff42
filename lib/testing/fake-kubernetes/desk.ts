import {
  AdapterError,
  type AdapterPlan,
  type Applied,
  type ClusterAdapter,
  type Health,
  type Marker,
  type Revision,
} from '@/lib/clusters/adapter';
import { kubernetes } from '@/lib/clusters/adapters/kubernetes';
import type { Container } from './objects';
import { type FakeKubernetes, startFakeKubernetes } from './server';
import { checkoutOf, createCheckout, deployImage, kubeconfigOf, settled, shopCheckout } from './world';

export const someMarker: Marker = { rollbackId: 'rb-1', actor: 'Ada', reason: 'checkout fails' };

/** A fake cluster and the adapter at it, with what the tests of the adapter do again and again. */
export type Desk = {
  fake: FakeKubernetes;
  adapter: ClusterAdapter;
  signal: AbortSignal;
  adapterFor: (token: string) => ClusterAdapter;
  /** Makes shop/checkout run the first image, and deploys the others one after another. */
  begin: (...images: string[]) => Promise<void>;
  deploy: (image: string, container?: Partial<Container>) => Promise<void>;
  revisionOf: (image: string) => Promise<Revision>;
  planTo: (image: string) => Promise<AdapterPlan>;
  execute: (plan: AdapterPlan, marker?: Marker) => Promise<Applied>;
  /** All that observation says from `token` on. */
  observed: (token: string, by?: ClusterAdapter) => Promise<Health[]>;
  image: () => string | undefined;
};

export async function startDesk(options: Parameters<typeof startFakeKubernetes>[0] = {}): Promise<Desk> {
  const fake = await startFakeKubernetes(options);
  const signal = AbortSignal.timeout(20_000);
  const adapterFor = (token: string) =>
    kubernetes(
      { kind: 'kubernetes', kubeconfig: kubeconfigOf(fake, { token }), inCluster: false },
      { pollMs: 20, unschedulableMs: 100 },
    );
  const adapter = adapterFor('admin-token');
  const deploy = (image: string, container: Partial<Container> = {}) => {
    deployImage(fake, image, container);
    return settled(fake);
  };
  const revisionOf = async (image: string) => {
    const history = await adapter.history(shopCheckout, [], signal);
    const found = history.find((each) => each.images[0]?.image === image);
    if (!found) throw new Error(`${image} is not in the history`);
    return found;
  };
  return {
    fake,
    adapter,
    signal,
    adapterFor,
    begin: async (first = '', ...later) => {
      createCheckout(fake, first);
      await settled(fake);
      for (const image of later) await deploy(image);
    },
    deploy,
    revisionOf,
    planTo: async (image) => adapter.planRollback(shopCheckout, (await revisionOf(image)).key, [], signal),
    execute: (plan, marker = someMarker) => adapter.rollback(shopCheckout, plan, marker, signal),
    observed: async (token, by = adapter) => {
      const found: Health[] = [];
      for await (const health of by.observe(shopCheckout, token, signal)) found.push(health);
      return found;
    },
    image: () => checkoutOf(fake).spec.template.spec.containers[0]?.image,
  };
}

/** The AdapterError that a call ends with; anything else fails the test. */
export async function errorOf(call: Promise<unknown>): Promise<AdapterError> {
  const error = await call.then(
    () => new Error('was not refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof AdapterError) return error;
  throw error;
}
