import { afterAll, describe, vi } from 'vitest';
import { adapterContract } from '@/lib/testing/adapter-contract';
import { swarmEngineOrNull } from '@/lib/testing/swarm-engine';
import { makeSwarmWorld } from '@/lib/testing/swarm-world';
import { dockerSwarm } from './docker-swarm';

vi.mock('@/lib/config/env', () => ({
  // Every socket: the engine's folder is made by the test.
  env: () => ({ FAIRLEAD_OUTGOING_HOSTS: [], FAIRLEAD_DOCKER_SOCKETS: { includes: () => true } }),
}));

const engine = await swarmEngineOrNull();

describe.skipIf(!engine)('a real Docker engine', () => {
  afterAll(() => engine?.close(), 30_000);

  adapterContract('Docker Swarm', () => {
    if (!engine) throw new Error('There is no engine.');
    return makeSwarmWorld(engine, (endpoint) => dockerSwarm({ kind: 'docker-swarm', endpoint, tls: null }));
  });
});
