import { createHash } from 'node:crypto';
import type { FakeClock } from './clock';
import type { Condition, ContainerStatus, Pod } from './objects';
import type { FakeStore } from './store';

/** What a container of an image does once it is to start. */
export type Behaviour = 'good' | 'slow' | 'missing' | 'crashing' | 'bad-config' | 'unready' | 'unschedulable';

export type Kubelet = {
  /** How images behave from now on; one that was never named is good. */
  behave: (image: string, behaviour: Behaviour) => void;
  start: (pod: Pod) => void;
  stop: (pod: Pod) => void;
};

const startMs = 300;
const slowMs = 60_000;
const backOffMs = 2_000;

/** Starts and stops pods: ready 0.3 s after they were made, as three replicas were on a real node. `stopMs`: how long they take to end. */
export function makeKubelet(store: FakeStore, clock: FakeClock, stopMs: number): Kubelet {
  const behaviours = new Map<string, Behaviour>();
  const change = (pod: Pod, change: (pod: Pod) => Pod['status']) => {
    const current = store.get('pods', pod.metadata.namespace ?? '', pod.metadata.name);
    if (current && current.metadata.uid === pod.metadata.uid)
      store.update('pods', { ...current, status: change(current) });
  };
  const behaviourOf = (pod: Pod): Behaviour =>
    pod.spec.containers.map(({ image }) => behaviours.get(image)).find((found) => found !== undefined) ?? 'good';
  const wait = (pod: Pod, reason: string, message: (image: string) => string, restarts = 0) =>
    change(pod, (current) => ({
      ...current.status,
      containerStatuses: current.spec.containers.map(({ name, image }) =>
        containerStatus(name, image, false, { waiting: { reason, message: message(image) } }, restarts),
      ),
    }));
  const run = (pod: Pod, isReady: boolean) =>
    change(pod, (current) => ({
      phase: 'Running',
      conditions: [
        condition(clock, 'PodScheduled', true, ''),
        condition(clock, 'Ready', isReady, isReady ? '' : 'ContainersNotReady'),
      ],
      containerStatuses: current.spec.containers.map(({ name, image }) =>
        containerStatus(name, image, isReady, { running: { startedAt: clock.stamp() } }, 0),
      ),
    }));
  const begin: Record<Behaviour, (pod: Pod) => void> = {
    good: (pod) => run(pod, true),
    slow: (pod) => clock.after(slowMs, () => run(pod, true)),
    unready: (pod) => run(pod, false),
    missing: (pod) => {
      wait(pod, 'ErrImagePull', (image) => `failed to pull image "${image}": not found`);
      clock.after(backOffMs, () =>
        wait(pod, 'ImagePullBackOff', (image) => `Back-off pulling image "${image}": not found`),
      );
    },
    crashing: (pod) => {
      run(pod, false);
      clock.after(backOffMs, () =>
        wait(pod, 'CrashLoopBackOff', () => 'back-off 10s restarting failed container=app', 1),
      );
    },
    'bad-config': (pod) => wait(pod, 'CreateContainerConfigError', () => 'secret "checkout" not found'),
    unschedulable: (pod) =>
      change(pod, (current) => ({
        ...current.status,
        conditions: [
          {
            ...condition(clock, 'PodScheduled', false, 'Unschedulable'),
            message: '0/3 nodes are available: 3 Insufficient cpu.',
          },
        ],
      })),
  };
  return {
    behave: (image, behaviour) => void behaviours.set(image, behaviour),
    start: (pod) => clock.after(startMs, () => begin[behaviourOf(pod)](pod)),
    stop: (pod) => {
      store.update('pods', { ...pod, metadata: { ...pod.metadata, deletionTimestamp: clock.stamp() } });
      clock.after(stopMs, () => store.remove('pods', pod));
    },
  };
}

/** The digest that the fake's registry has for an image: of its name. */
export function digestOf(image: string): string {
  return image.split('@')[1] ?? `sha256:${createHash('sha256').update(image).digest('hex')}`;
}

function containerStatus(
  name: string,
  image: string,
  ready: boolean,
  state: ContainerStatus['state'],
  restartCount: number,
): ContainerStatus {
  const repository = (image.split('@')[0] ?? image).replace(/:[^:/]+$/, '');
  const imageID = 'running' in state ? `${repository}@${digestOf(image)}` : '';
  return { name, image, imageID, ready, restartCount, state };
}

function condition(clock: FakeClock, type: string, isTrue: boolean, reason: string): Condition {
  return { type, status: isTrue ? 'True' : 'False', reason, message: '', lastTransitionTime: clock.stamp() };
}
