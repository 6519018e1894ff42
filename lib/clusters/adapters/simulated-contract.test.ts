import { adapterContract } from '@/lib/testing/adapter-contract';
import type { ContractVersion, ContractWorld } from '@/lib/testing/adapter-world';
import { memoryStore } from '@/lib/testing/simulated-store';
import type { WorkloadRef } from '../adapter';
import { newWorkload } from '../model/simulation';
import type { SimulatedFault, SimulatedRevision } from '../schema/simulated';
import { simulated } from './simulated';

const healthy: SimulatedRevision['behaviour'] = { kind: 'healthy', afterMs: 10 };
const behaviours: Record<ContractVersion, SimulatedRevision['behaviour']> = {
  v1: healthy,
  v2: healthy,
  v3: healthy,
  'missing-image': { kind: 'image-missing' },
  crashing: { kind: 'crash-loop', afterMs: 50 },
};
const imageOf = (version: ContractVersion) => `registry.example/checkout:${version}`;
const revisionOf = (version: ContractVersion, createdAtMs: number): SimulatedRevision => ({
  key: `checkout-${version}`,
  images: [{ container: 'app', image: imageOf(version) }],
  behaviour: behaviours[version],
  createdAtMs,
});

async function makeWorld(): Promise<ContractWorld> {
  const start = performance.now();
  let skippedMs = 0;
  const clockMs = () => Math.floor(performance.now() - start) + skippedMs;
  const ref: WorkloadRef = { kind: 'swarm-service', namespace: null, name: 'checkout' };
  const first = newWorkload({ ref, desired: 3, revisions: [revisionOf('v1', 0)] }, 0);
  const store = memoryStore({ workloads: [first], faults: [] }, clockMs);
  const adapter = simulated(store, clockMs);
  let deployments = 0;
  skippedMs += 60_000;
  const fault = (each: SimulatedFault) => store.set((state) => ({ ...state, faults: [each] }));
  return {
    adapter,
    ref,
    images: {
      v1: imageOf('v1'),
      v2: imageOf('v2'),
      v3: imageOf('v3'),
      'missing-image': imageOf('missing-image'),
      crashing: imageOf('crashing'),
    },
    deploy: async (version) => {
      await adapter.deployTo(ref, revisionOf(version, clockMs()), AbortSignal.timeout(1_000));
      deployments += 1;
      skippedMs += 60_000;
    },
    pause: async () =>
      store.set((state) => ({ ...state, workloads: state.workloads.map((each) => ({ ...each, paused: true })) })),
    loseNextAnswer: () => fault('lose-answer'),
    lie: () => fault('lie-in-status'),
    mutations: () => store.made() - deployments,
    close: async () => {},
  };
}

adapterContract('simulated', makeWorld);
