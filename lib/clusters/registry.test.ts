import { expect, test } from 'vitest';
import { memoryStore } from '@/lib/testing/simulated-store';
import { adapterFor } from './registry';

const parts = { simulatedStore: memoryStore({ workloads: [], faults: [] }, () => 0) };

test('a simulated cluster is the one of the store it is given', async () => {
  const adapter = adapterFor({ kind: 'simulated' }, parts);
  expect(adapter.kind).toBe('simulated');
  expect(await adapter.list(null, AbortSignal.timeout(1_000))).toEqual([]);
});
