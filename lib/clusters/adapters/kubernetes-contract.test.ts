import { vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { adapterContract } from '@/lib/testing/adapter-contract';
import type { ContractWorld } from '@/lib/testing/adapter-world';
import { startFakeKubernetes } from '@/lib/testing/fake-kubernetes/server';
import {
  changeCheckout,
  createCheckout,
  deployImage,
  kubeconfigOf,
  settled,
  shopCheckout,
} from '@/lib/testing/fake-kubernetes/world';
import { kubernetes } from './kubernetes';

vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: parseAllowedHosts('127.0.0.1') }) }));

const images = {
  v1: 'registry.example/checkout:1',
  v2: 'registry.example/checkout:2',
  v3: 'registry.example/checkout:3',
  'missing-image': 'registry.example/checkout:missing',
  crashing: 'registry.example/checkout:crashing',
};

adapterContract('kubernetes, on the fake server', async (): Promise<ContractWorld> => {
  const fake = await startFakeKubernetes();
  fake.kubelet.behave(images['missing-image'], 'missing');
  fake.kubelet.behave(images.crashing, 'crashing');
  createCheckout(fake, images.v1);
  await settled(fake);
  const connection = { kind: 'kubernetes' as const, kubeconfig: kubeconfigOf(fake), inCluster: false };
  return {
    adapter: kubernetes(connection, { pollMs: 20, unschedulableMs: 200 }),
    ref: shopCheckout,
    images,
    deploy: (version) => {
      deployImage(fake, images[version]);
      return settled(fake);
    },
    pause: async () => changeCheckout(fake, { spec: { paused: true } }),
    loseNextAnswer: () => fake.faults.next('PATCH', 'reset'),
    lie: () => fake.controller.lie(),
    mutations: () => fake.mutations.length,
    close: fake.close,
  };
});
