import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterAdapter, WorkloadRef } from '@/lib/clusters/adapter';
import type { ContractVersion, ContractWorld } from './adapter-world';
import type { SwarmEngine } from './swarm-engine';
import { type SwarmProxy, startSwarmProxy } from './swarm-proxy';

const nsPerMs = 1_000_000;
const versions = {
  v1: 'v1',
  v2: 'v2',
  v3: 'v3',
  'missing-image': 'missing',
  crashing: 'crashing',
  sick: 'sick',
  'sick-polite': 'sick-polite',
};
export type SwarmVersionName = keyof typeof versions;
export const imageOf = (version: SwarmVersionName) => `web:${versions[version]}`;

type Json = Record<string, unknown>;
export type RawService = { ID: string; Version: { Index: number }; Spec: RawSpec; UpdateStatus?: { State?: string } };
export type RawSpec = Json & { Name: string; Mode: Json; TaskTemplate: Json & { ContainerSpec: Json } };
type RawTask = { DesiredState: string; Spec: RawSpec['TaskTemplate']; Status: { State: string } };

export type SwarmWorld = ContractWorld & {
  proxy: SwarmProxy;
  service: () => Promise<RawService>;
  /** Writes the spec as another hand does. */
  change: (alter: (spec: RawSpec) => RawSpec) => Promise<void>;
  deploy: (version: SwarmVersionName) => Promise<void>;
  /** Resolves when the tasks of an image all run, or one of them cannot. */
  settle: (image: string) => Promise<void>;
};

let made = 0;

/** A new service on the engine, of which `replicas` tasks run v1, and an adapter that speaks to it through a proxy. */
export async function makeSwarmWorld(
  engine: SwarmEngine,
  makeAdapter: (endpoint: string) => ClusterAdapter,
  { replicas = 1, failureAction = 'pause' } = {},
): Promise<SwarmWorld> {
  made += 1;
  const name = `web-${made}`;
  const proxy = await startSwarmProxy(engine.socket, path.join(path.dirname(engine.socket), `${name}.sock`));
  const ref: WorkloadRef = { kind: 'swarm-service', namespace: null, name };
  const policy = { Parallelism: 0, FailureAction: failureAction, Monitor: 1_000 * nsPerMs, Order: 'stop-first' };
  await engine.call('POST', '/services/create', {
    Name: name,
    Labels: { team: 'checkout' },
    TaskTemplate: {
      ContainerSpec: { Image: imageOf('v1'), Env: ['PASSWORD=hunter2', 'MODE=live'], StopGracePeriod: 50 * nsPerMs },
      RestartPolicy: { Condition: 'any', Delay: 100 * nsPerMs },
      Networks: [{ Target: 'host' }],
    },
    Mode: { Replicated: { Replicas: replicas } },
    UpdateConfig: policy,
    RollbackConfig: { ...policy, FailureAction: 'pause' },
  });
  const service = () => engine.call('GET', `/services/${name}`) as Promise<RawService>;
  const tasks = () => {
    const filters = encodeURIComponent(JSON.stringify({ service: [name] }));
    return engine.call('GET', `/tasks?filters=${filters}`) as Promise<RawTask[]>;
  };

  async function settle(image: string): Promise<void> {
    for (;;) {
      const { UpdateStatus, Spec } = await service();
      const all = await tasks();
      const isOurs = (task: RawTask) => task.Spec.ContainerSpec.Image === image;
      const running = all.filter((task) => task.DesiredState === 'running' && task.Status.State === 'running');
      const wanted = (Spec.Mode.Replicated as { Replicas: number }).Replicas;
      const isComplete = !['updating', 'rollback_started'].includes(UpdateStatus?.State ?? '');
      if (isComplete && running.length === wanted && running.every(isOurs)) return;
      if (UpdateStatus?.State?.endsWith('paused') || UpdateStatus?.State === 'rollback_completed') return;
      await sleep(50);
    }
  }

  async function change(alter: (spec: RawSpec) => RawSpec): Promise<void> {
    const { ID, Version, Spec } = await service();
    await engine.call('POST', `/services/${ID}/update?version=${Version.Index}`, alter(Spec));
  }

  async function deploy(version: SwarmVersionName): Promise<void> {
    const Image = imageOf(version);
    await change((spec) => ({
      ...spec,
      TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Image } },
    }));
    await settle(Image);
  }

  await settle(imageOf('v1'));
  return {
    adapter: makeAdapter(`unix://${proxy.socket}`),
    ref,
    images: Object.fromEntries(
      Object.keys(versions).map((version) => [version, imageOf(version as SwarmVersionName)]),
    ) as Record<ContractVersion, string>,
    deploy,
    settle,
    service,
    change,
    proxy,
    pause: null, // A halted update takes the next one: there is no pausing of a service.
    loseNextAnswer: proxy.loseNextAnswer,
    lie: proxy.lie,
    mutations: proxy.updates,
    close: async () => {
      await proxy.close();
      await engine.call('DELETE', `/services/${name}`);
    },
  };
}
