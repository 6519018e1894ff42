import type { Health, HealthReason } from '../../adapter';
import type { Deployment, Pod, ReplicaSet } from './objects';

type Reason = Health['reasons'][number];

/** Reasons of a waiting container that do not pass by waiting (release control guide, 3.4). */
const waitingReasons: Record<string, HealthReason> = {
  ErrImagePull: 'IMAGE_PULL',
  ImagePullBackOff: 'IMAGE_PULL',
  InvalidImageName: 'IMAGE_PULL',
  ErrImageNeverPull: 'IMAGE_PULL',
  CrashLoopBackOff: 'CRASH_LOOP',
  CreateContainerConfigError: 'OTHER',
  CreateContainerError: 'OTHER',
  RunContainerError: 'OTHER',
};
const mostReasons = 5;
const mostCharacters = 500;

/** What is known when a rollout is judged. `pods` and `set` are those of the target's template; null where they may not be read. */
export type Evidence = {
  deployment: Deployment;
  generation: number;
  patchedAt: string | null;
  set: ReplicaSet | null;
  pods: Pod[] | null;
  /** Pods that the scheduler has had no room for longer than is usual while others end. */
  isStuck: (pod: Pod) => boolean;
};

/**
 * How a rollout stands, in the order of release control guide 3.4. The status is judged only once the controller has seen our change, and
 * a condition only when it is newer than that: right after a patch an object still shows what was before.
 */
export function healthOf({ deployment, generation, patchedAt, set, pods, isStuck }: Evidence): Health {
  const { spec, status } = deployment;
  const desired = spec.replicas;
  const counts = { updated: status.updatedReplicas, available: status.availableReplicas, desired };
  const health = (phase: Health['phase'], reasons: Reason[] = []): Health => ({ phase, ...counts, reasons });
  if (spec.paused) return health('paused');
  if (status.observedGeneration < generation) return { ...health('progressing'), updated: 0 };
  const early = [...quotaReasons(set), ...(pods ?? []).flatMap((pod) => podReasons(pod, isStuck(pod)))];
  if (early.length > 0) return health('failed', early.slice(0, mostReasons));
  const late = status.conditions.find(
    ({ type, reason, lastUpdateTime }) =>
      type === 'Progressing' && reason === 'ProgressDeadlineExceeded' && isAfter(lastUpdateTime, patchedAt),
  );
  if (late) {
    const message = late.message ?? 'The progress deadline is exceeded.';
    const deadline: Reason = { code: 'DEADLINE', message, subject: deployment.metadata.name };
    return health('failed', [deadline, ...(pods ?? []).flatMap(probeReasons)].slice(0, mostReasons));
  }
  const isComplete =
    status.updatedReplicas >= desired &&
    status.replicas <= status.updatedReplicas &&
    status.availableReplicas >= status.updatedReplicas;
  return health(isComplete ? 'healthy' : 'progressing');
}

/**
 * Times are to the second. A deadline that passed in the very second of our patch is an old one: the shortest there is takes a second.
 */
function isAfter(time: string | undefined, patchedAt: string | null): boolean {
  return time !== undefined && patchedAt !== null && Date.parse(time) > Date.parse(patchedAt);
}

/** Of the target's own ReplicaSet: the Deployment's condition may still be about the version before. */
function quotaReasons(set: ReplicaSet | null): Reason[] {
  return (set?.status.conditions ?? [])
    .filter(({ type, status }) => type === 'ReplicaFailure' && status === 'True')
    .map(({ message = 'Pods cannot be created.' }) => ({
      code: /exceeded quota/.test(message) ? ('QUOTA' as const) : ('OTHER' as const),
      message: message.slice(0, mostCharacters),
      subject: set?.metadata.name ?? '',
    }));
}

function podReasons({ metadata, status }: Pod, isStuck: boolean): Reason[] {
  if (metadata.deletionTimestamp !== undefined) return [];
  const waiting = [...status.initContainerStatuses, ...status.containerStatuses].flatMap(({ name, state }) => {
    const { reason = '', message } = state?.waiting ?? {};
    const code = waitingReasons[reason];
    const text = `${reason}: ${message ?? `container ${name}`}`.slice(0, mostCharacters);
    return code ? [{ code, message: text, subject: metadata.name }] : [];
  });
  const unscheduled = isUnschedulable({ status }) && isStuck;
  const message = status.conditions.find(({ type }) => type === 'PodScheduled')?.message ?? 'No node has room.';
  return unscheduled
    ? [...waiting, { code: 'UNSCHEDULABLE', message: message.slice(0, mostCharacters), subject: metadata.name }]
    : waiting;
}

/** True while the scheduler finds no node for a pod. */
export function isUnschedulable({ status }: Pick<Pod, 'status'>): boolean {
  return status.conditions.some(
    ({ type, status: is, reason }) => type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable',
  );
}

function probeReasons({ metadata, status }: Pod): Reason[] {
  const isRunning =
    status.containerStatuses.length > 0 && status.containerStatuses.every(({ state }) => state?.running);
  const isReady = status.containerStatuses.every(({ ready }) => ready);
  if (!isRunning || isReady) return [];
  return [{ code: 'PROBE', message: 'Its containers run, and its probes do not succeed.', subject: metadata.name }];
}
