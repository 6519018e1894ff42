import { expect, test } from 'vitest';
import { memoryStore } from '@/lib/testing/simulated-store';
import { adapterFor, addressOf } from './registry';

const parts = { simulatedStore: memoryStore({ workloads: [], faults: [] }, () => 0) };

test('a simulated cluster is the one of the store it is given', async () => {
  const adapter = adapterFor({ kind: 'simulated' }, parts);
  expect(adapter.kind).toBe('simulated');
  expect(await adapter.list(null, AbortSignal.timeout(1_000))).toEqual([]);
});

test('a kubeconfig is told by its server, and refused when it could not be used', async () => {
  const config = (user: object) => ({
    kind: 'kubernetes' as const,
    inCluster: false,
    kubeconfig: JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: 'https://k8s.example:6443' } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  });
  expect(await addressOf(config({ token: 'secret' }))).toBe('k8s.example:6443');
  await expect(addressOf(config({ exec: { command: 'sh' } }))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});
