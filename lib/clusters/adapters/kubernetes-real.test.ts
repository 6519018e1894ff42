import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { adapterContract } from '@/lib/testing/adapter-contract';
import { type RealKubernetes, startRealKubernetes } from '@/lib/testing/real-kubernetes';

// Whatever server the kubeconfig names may be called.
vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: parseAllowedHosts('0.0.0.0/0 ::/0') }) }));

const file = process.env.FAIRLEAD_TEST_KUBECONFIG;

describe.skipIf(!file)('a real API server (skipped: set FAIRLEAD_TEST_KUBECONFIG to the path of a kubeconfig)', () => {
  let real: RealKubernetes;
  beforeAll(async () => {
    real = await startRealKubernetes(readFileSync(file ?? '', 'utf8'));
  });
  afterAll(() => real.close());
  adapterContract('kubernetes, on a real server', () => real.makeWorld());
});
