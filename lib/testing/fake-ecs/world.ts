import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterAdapter, WorkloadRef } from '@/lib/clusters/adapter';
import type { ConnectionOf } from '@/lib/clusters/schema';
import type { ContractVersion, ContractWorld } from '../adapter-world';
import { advance } from './scheduler';
import { type FakeEcs, startFakeEcs } from './server';
import { addDefinition, addService, deploy, type FakeService, primaryOf } from './state';

const images: Record<ContractVersion, string> = {
  v1: 'registry.example/shop:v1',
  v2: 'registry.example/shop:v2',
  v3: 'registry.example/shop:v3',
  'missing-image': 'registry.example/shop:missing',
  crashing: 'registry.example/shop:crashing',
};
/** A version whose tasks never come up, and never fail. */
const slow = 'registry.example/shop:slow';

export type EcsWorld = ContractWorld & {
  fake: FakeEcs;
  service: FakeService;
  connection: ConnectionOf<'aws-ecs'>;
  /** Registers a version and begins its deployment, without waiting for it; answers with the task definition. */
  begin: (version: ContractVersion | 'slow') => string;
};

/** A fake ECS with one service of two tasks that runs v1. */
export async function makeEcsWorld(
  makeAdapter: (connection: ConnectionOf<'aws-ecs'>) => ClusterAdapter,
): Promise<EcsWorld> {
  const fake = await startFakeEcs();
  const { state } = fake;
  const service = addService(state, 'production', 'shop', 2);
  const ref: WorkloadRef = { kind: 'ecs-service', namespace: 'production', name: 'shop' };
  const connection: ConnectionOf<'aws-ecs'> = {
    kind: 'aws-ecs',
    region: 'eu-central-1',
    endpoint: fake.url,
    accessKeyId: fake.keys.id,
    secretAccessKey: fake.keys.secret,
    roleArn: null,
    externalId: null,
  };

  function begin(version: ContractVersion | 'slow'): string {
    const { arn } = addDefinition(state, 'shop', version === 'slow' ? slow : images[version], Date.now());
    deploy(service, state, arn, Date.now());
    return arn;
  }
  async function settle(): Promise<void> {
    for (;;) {
      advance(service, state, Date.now());
      const primary = primaryOf(service);
      if (primary?.rolloutState !== 'IN_PROGRESS' || primary.failedTasks > 0) return;
      await sleep(5);
    }
  }

  begin('v1');
  await settle();
  return {
    adapter: makeAdapter(connection),
    ref,
    images,
    fake,
    service,
    connection,
    begin,
    deploy: async (version) => {
      begin(version);
      await settle();
    },
    pause: null, // A service has no such state.
    loseNextAnswer: () => fake.fail('UpdateService', 'lost'),
    lie: fake.lie,
    mutations: fake.changes,
    close: fake.close,
  };
}
