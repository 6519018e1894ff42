import type { FakeClock } from './clock';
import type { Condition, Deployment, ReplicaSet } from './objects';

/**
 * What the Deployment controller writes into the status. Counts of zero are left out, as Go does; a condition keeps its times while
 * nothing about it changes, which is why a fresh object can show an old failure.
 */
export function statusOf(
  { spec, status, metadata }: Deployment,
  current: ReplicaSet | undefined,
  sets: ReplicaSet[],
  clock: FakeClock,
  isLying: boolean,
): Deployment['status'] {
  const sum = (count: (set: ReplicaSet) => number | undefined) =>
    sets.reduce((total, set) => total + (count(set) ?? 0), 0);
  const counts = isLying
    ? {
        replicas: spec.replicas,
        updatedReplicas: spec.replicas,
        readyReplicas: spec.replicas,
        availableReplicas: spec.replicas,
      }
    : {
        replicas: sum((set) => set.status.replicas),
        updatedReplicas: current?.status.replicas ?? 0,
        readyReplicas: sum((set) => set.status.readyReplicas),
        availableReplicas: sum((set) => set.status.availableReplicas),
      };
  const unavailableReplicas = Math.max(0, spec.replicas - counts.availableReplicas);
  const isComplete =
    counts.updatedReplicas === spec.replicas &&
    counts.replicas === spec.replicas &&
    counts.availableReplicas === spec.replicas;
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  const failure = sets.flatMap((set) => set.status.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
  const name = current?.metadata.name ?? metadata.name;

  const progress = (): Omit<Condition, 'lastTransitionTime' | 'lastUpdateTime'> => {
    if (spec.paused)
      return { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' };
    const say = (reason: string, message: string) => ({
      type: 'Progressing',
      status: 'True' as const,
      reason,
      message,
    });
    if (isComplete) return say('NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`);
    const moved =
      (status.updatedReplicas ?? 0) !== counts.updatedReplicas ||
      (status.replicas ?? 0) !== counts.replicas ||
      (status.availableReplicas ?? 0) < counts.availableReplicas ||
      progressing === undefined ||
      !progressing.message.includes(name);
    if (moved) return say('ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`);
    const since = Date.parse(progressing?.lastUpdateTime ?? clock.stamp());
    if (progressing?.reason === 'ReplicaSetUpdated' && clock.nowMs() - since >= spec.progressDeadlineSeconds * 1000)
      return {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${name}" has timed out progressing.`,
      };
    return progressing ?? say('ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`);
  };
  const timed = (found: Omit<Condition, 'lastTransitionTime' | 'lastUpdateTime'>, isMoving: boolean): Condition => {
    const before = status.conditions?.find(({ type }) => type === found.type);
    const isSame =
      before?.status === found.status && before.reason === found.reason && before.message === found.message;
    return {
      type: found.type,
      status: found.status,
      reason: found.reason,
      message: found.message,
      lastUpdateTime: isSame && !isMoving ? (before?.lastUpdateTime ?? clock.stamp()) : clock.stamp(),
      lastTransitionTime: before?.status === found.status ? before.lastTransitionTime : clock.stamp(),
    };
  };
  const isAvailable = counts.availableReplicas > 0;
  const moving =
    (status.updatedReplicas ?? 0) !== counts.updatedReplicas ||
    (status.availableReplicas ?? 0) < counts.availableReplicas;
  const conditions = [
    timed(
      {
        type: 'Available',
        status: isAvailable ? 'True' : 'False',
        reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        message: isAvailable
          ? 'Deployment has minimum availability.'
          : 'Deployment does not have minimum availability.',
      },
      false,
    ),
    timed(progress(), moving),
    ...(failure
      ? [timed({ type: 'ReplicaFailure', status: 'True', reason: failure.reason, message: failure.message }, false)]
      : []),
  ];
  const all = { ...counts, unavailableReplicas: isLying ? 0 : unavailableReplicas };
  return {
    observedGeneration: metadata.generation ?? 1,
    ...Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0)),
    conditions,
  };
}
