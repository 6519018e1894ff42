import { createHash } from 'node:crypto';
import type { FakeClock } from './clock';
import type { Kubelet } from './kubelet';
import { comparable, type Deployment, hashLabel, type Pod, type ReplicaSet, revisionAnnotation } from './objects';
import { statusOf } from './rollout-status';
import type { FakeStore } from './store';

export type Controller = {
  /** At most so many pods per namespace, as a quota says; null: any number. */
  quota: (pods: number | null) => void;
  /** From now on the status says that every rollout is complete. */
  lie: () => void;
};

const lagMs = 20;
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
const notCopied = ['kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, historyAnnotation];

/** The Deployment and ReplicaSet controllers, as far as rollbacks meet them: they act 20 ms after what they see. */
export function startController(store: FakeStore, clock: FakeClock, kubelet: Kubelet): Controller {
  let mostPods: number | null = null;
  let isLying = false;
  let isDue = false;

  const ownedBy = <T extends ReplicaSet | Pod>(objects: T[], uid: string): T[] =>
    objects.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid));
  const setsOf = (deployment: Deployment) =>
    ownedBy(store.all('replicasets', deployment.metadata.namespace), deployment.metadata.uid).sort(byAge);
  const podsOf = (set: ReplicaSet) =>
    ownedBy(store.all('pods', set.metadata.namespace), set.metadata.uid).filter(
      ({ metadata }) => !metadata.deletionTimestamp,
    );

  function newSet(deployment: Deployment): ReplicaSet {
    const { template, selector } = deployment.spec;
    const hash = hashOf(comparable(template));
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    return store.create('replicasets', {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace ?? '',
        generation: 1,
        labels,
        annotations: {},
        ownerReferences: [ownerOf(deployment)],
      },
      spec: {
        replicas: 0,
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
      status: { replicas: 0 },
    });
  }

  /** Gives the ReplicaSet that is used now the highest number, and the Deployment's annotations; its old number is remembered. */
  function number(deployment: Deployment, current: ReplicaSet, others: ReplicaSet[]): void {
    const highest = Math.max(0, ...others.map(revisionOf));
    const own = revisionOf(current);
    const revision = own > highest ? own : highest + 1;
    const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.includes(key));
    const annotations = { ...current.metadata.annotations, ...Object.fromEntries(copied) };
    if (own > 0 && own !== revision)
      annotations[historyAnnotation] = [annotations[historyAnnotation], String(own)].filter(Boolean).join(',');
    annotations[revisionAnnotation] = String(revision);
    store.update('replicasets', { ...current, metadata: { ...current.metadata, annotations } });
    const { metadata } = deployment;
    store.update('deployments', {
      ...deployment,
      metadata: { ...metadata, annotations: { ...metadata.annotations, [revisionAnnotation]: String(revision) } },
    });
  }

  function scale(set: ReplicaSet, replicas: number): void {
    store.update('replicasets', { ...set, spec: { ...set.spec, replicas } });
  }

  function syncPods(set: ReplicaSet): void {
    const pods = podsOf(set);
    let refused: string | null = null;
    for (let count = pods.length; count < set.spec.replicas; count += 1) {
      if (mostPods !== null && store.all('pods', set.metadata.namespace).length >= mostPods) {
        refused = `pods "${set.metadata.name}" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=${mostPods}, limited: pods=${mostPods}`;
        break;
      }
      const name = `${set.metadata.name}-${Math.random().toString(36).slice(2, 7)}`;
      const { template } = set.spec;
      const pod = store.create('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...template.metadata,
          name,
          namespace: set.metadata.namespace ?? '',
          ownerReferences: [ownerOf(set)],
        },
        spec: template.spec,
        status: { phase: 'Pending', conditions: [], containerStatuses: [] },
      });
      kubelet.start(pod);
    }
    const surplus = [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
    for (const pod of surplus.slice(0, Math.max(0, pods.length - set.spec.replicas))) kubelet.stop(pod);
    const now = podsOf(set);
    const ready = now.filter(isReady).length;
    const failure = set.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
    const conditions = refused
      ? [
          {
            type: 'ReplicaFailure',
            status: 'True' as const,
            reason: 'FailedCreate',
            message: refused,
            lastTransitionTime: failure?.lastTransitionTime ?? clock.stamp(),
          },
        ]
      : [];
    const status = { replicas: now.length, readyReplicas: ready, availableReplicas: ready, conditions };
    const current = store.get('replicasets', set.metadata.namespace ?? '', set.metadata.name);
    if (current) store.update('replicasets', { ...current, status });
  }

  function roll(deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): void {
    const { replicas, strategy } = deployment.spec;
    const surge = shareOf(strategy?.rollingUpdate?.maxSurge ?? '25%', replicas, Math.ceil);
    const unavailable = shareOf(strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor);
    const mayMiss = surge === 0 && unavailable === 0 ? 1 : unavailable;
    const total = [current, ...old].reduce((sum, { spec }) => sum + spec.replicas, 0);
    const room = replicas + surge - total;
    const wanted = Math.min(replicas, current.spec.replicas + Math.max(0, room));
    if (wanted !== current.spec.replicas) return void scale(current, wanted);
    const available = [current, ...old].reduce((sum, { status }) => sum + (status.availableReplicas ?? 0), 0);
    let spare = available - (replicas - mayMiss);
    for (const set of old) {
      const broken = set.spec.replicas - (set.status.availableReplicas ?? 0);
      const less = Math.min(set.spec.replicas, broken + Math.max(0, spare));
      spare -= Math.max(0, less - broken);
      if (less > 0) scale(set, set.spec.replicas - less);
    }
  }

  function reconcile(key: Deployment): void {
    const read = () => store.get('deployments', key.metadata.namespace ?? '', key.metadata.name);
    let deployment = read();
    if (!deployment) return;
    const equal = comparable(deployment.spec.template);
    const find = () => setsOf(key).find(({ spec }) => comparable(spec.template) === equal);
    if (!deployment.spec.paused) {
      const current = find() ?? newSet(deployment);
      number(
        deployment,
        current,
        setsOf(key).filter(({ metadata }) => metadata.uid !== current.metadata.uid),
      );
      const [set, old] = [find(), setsOf(key).filter(({ spec }) => comparable(spec.template) !== equal)];
      if (set) roll(deployment, set, old);
      const limit = deployment.spec.revisionHistoryLimit;
      const idle = old.filter(({ spec, status }) => spec.replicas === 0 && status.replicas === 0);
      for (const set of idle.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, idle.length - limit)))
        store.remove('replicasets', set);
    }
    for (const set of setsOf(key)) syncPods(set);
    deployment = read();
    if (!deployment) return;
    const before = store.version();
    store.update('deployments', { ...deployment, status: statusOf(deployment, find(), setsOf(key), clock, isLying) });
    if (store.version() !== before) clock.after(deployment.spec.progressDeadlineSeconds * 1000, schedule);
  }

  function schedule(): void {
    if (isDue) return;
    isDue = true;
    clock.after(lagMs, () => {
      isDue = false;
      const before = store.version();
      for (const deployment of store.all('deployments')) reconcile(deployment);
      if (store.version() !== before) schedule();
    });
  }
  store.listen(({ resource }) => {
    if (resource !== 'namespaces') schedule();
  });
  return {
    quota: (pods) => {
      mostPods = pods;
      schedule();
    },
    lie: () => {
      isLying = true;
      schedule();
    },
  };
}

function ownerOf({ apiVersion, kind, metadata: { name, uid } }: Deployment | ReplicaSet) {
  return { apiVersion, kind, name, uid, controller: true };
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return (
    a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp) ||
    a.metadata.name.localeCompare(b.metadata.name)
  );
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

function isReady({ status }: Pod): boolean {
  return status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

function hashOf(template: string): string {
  return createHash('sha256').update(template).digest('hex').slice(0, 9);
}

function shareOf(value: number | string, replicas: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * replicas);
}
