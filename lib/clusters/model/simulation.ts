import type { Health, WorkloadRef } from '../adapter';
import type { SimulatedPod, SimulatedRevision, SimulatedState, SimulatedWorkload } from '../schema/simulated';

/**
 * A cluster that behaves, as a function of what was asked of it and of the time. A rollout starts one pod more than wanted and takes an
 * old one away for each new one that is ready; pods that serve nothing make room at once.
 */

/** How long a pod takes to start before anything can be said of it. */
const startMs = 300;
/** After so long without being ready a pod counts as failing its check. */
const probeMs = 5_000;
/** A rollout that has not come to its end by then is given up (Kubernetes: progressDeadlineSeconds). */
const deadlineMs = 600_000;
/** How many revisions are remembered beside the current one (Kubernetes: revisionHistoryLimit). */
const mostEarlier = 10;

/** One pod at one moment. */
export type PodView = {
  key: string;
  state: 'starting' | 'ready' | 'not-ready' | 'crashing' | 'image-missing';
};

export type Revisions = SimulatedWorkload['revisions'];

/** The revision that shall run. */
export function currentOf({ revisions }: Pick<SimulatedWorkload, 'revisions'>): Revisions[number] {
  const current = revisions.at(-1);
  if (!current) throw new Error('a workload has at least one revision');
  return current;
}

/** True when both name the same workload. */
export function sameRef(a: WorkloadRef, b: WorkloadRef): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** A workload as it is at `nowMs`; null when there is none. Its owner may have put its own version back in the meantime. */
export function workloadAt({ workloads }: SimulatedState, ref: WorkloadRef, nowMs: number): SimulatedWorkload | null {
  const found = workloads.find((each) => sameRef(each.ref, ref));
  return found ? settled(found, nowMs) : null;
}

/** The state in which one workload is another; the other ones stay. */
export function withWorkload(state: SimulatedState, workload: SimulatedWorkload): SimulatedState {
  const workloads = state.workloads.map((each) => (sameRef(each.ref, workload.ref) ? workload : each));
  return { ...state, workloads };
}

/** A workload whose last revision has been asked for at `atMs`, on all pods at once; nothing else is to be said of it. */
export function newWorkload(
  { ref, desired, revisions }: { ref: WorkloadRef; desired: number; revisions: SimulatedRevision[] },
  atMs: number,
): SimulatedWorkload {
  const numbered = revisions.map((revision, index) => ({ ...revision, number: index + 1 }));
  const { key } = currentOf({ revisions: numbered });
  const pods = Array.from({ length: desired }, () => ({ key, startedAtMs: atMs }));
  return {
    ref,
    desired,
    revisions: numbered,
    rollout: { generation: 1, atMs, pods, marker: null },
    paused: false,
    hasHealthCheck: true,
    ownedBy: null,
    autoscaler: null,
  };
}

function settled(workload: SimulatedWorkload, nowMs: number): SimulatedWorkload {
  const { ownedBy, rollout } = workload;
  if (!ownedBy || ownedBy.revertsAfterMs === null || workload.paused) return workload;
  const atMs = rollout.atMs + ownedBy.revertsAfterMs;
  const wanted = workload.revisions.find(({ key }) => key === ownedBy.wantsKey);
  if (!wanted || wanted.key === currentOf(workload).key || nowMs < atMs) return workload;
  return rolledOut(workload, wanted, null, atMs);
}

/**
 * The workload after `revision` was asked for at `atMs`: it is the newest from now on, under a new number, known or not; asked for again,
 * the current one changes nothing. `marker`: whose rollback it is; null for a deployment, which its owner takes as its own wish.
 */
export function rollOut(
  workload: SimulatedWorkload,
  revision: SimulatedRevision,
  marker: SimulatedWorkload['rollout']['marker'],
  atMs: number,
): SimulatedWorkload {
  const before = settled(workload, atMs);
  const next = revision.key === currentOf(before).key ? before : rolledOut(before, revision, marker, atMs);
  return marker || !next.ownedBy ? next : { ...next, ownedBy: { ...next.ownedBy, wantsKey: revision.key } };
}

function rolledOut(
  workload: SimulatedWorkload,
  revision: SimulatedRevision,
  marker: SimulatedWorkload['rollout']['marker'],
  atMs: number,
): SimulatedWorkload {
  const { revisions, rollout } = workload;
  const number = Math.max(...revisions.map((each) => each.number)) + 1;
  const others = revisions.filter(({ key }) => key !== revision.key);
  return {
    ...workload,
    // Sorted by last use: what is forgotten is what was not used for longest.
    revisions: [...others.slice(-mostEarlier), { ...revision, number }],
    rollout: { generation: rollout.generation + 1, atMs, pods: podsAt(workload, atMs), marker },
  };
}

/** The pods that exist at `nowMs`, oldest first. */
export function podsAt(workload: SimulatedWorkload, nowMs: number): SimulatedPod[] {
  const { rollout, desired } = workload;
  if (workload.paused) return rollout.pods;
  const { key } = currentOf(workload);
  const kept = rollout.pods.filter((pod) => pod.key === key).slice(0, desired);
  const old = rollout.pods.filter((pod) => pod.key !== key);
  const serving = old.filter((pod) => serves(workload, pod, rollout.atMs));
  const missing = desired - kept.length;
  // One more than wanted, and one for each place that nothing useful holds.
  const lanes = Math.max(1, missing - serving.length + 1);
  const started: { pod: SimulatedPod; servesAtMs: number }[] = [];
  for (let index = 0; index < missing; index += 1) {
    const before = started[index - lanes];
    const startedAtMs = before ? before.servesAtMs : rollout.atMs;
    if (startedAtMs > nowMs) break;
    const pod = { key, startedAtMs };
    started.push({ pod, servesAtMs: firstServesAtMs(workload, pod) });
  }
  const replaced = started.filter(({ servesAtMs }) => servesAtMs <= nowMs).length;
  const stillNeeded = missing - replaced;
  return [...serving.slice(0, Math.max(0, stillNeeded)), ...kept, ...started.map(({ pod }) => pod)].toSorted(
    (a, b) => a.startedAtMs - b.startedAtMs,
  );
}

function behaviourOf({ revisions }: SimulatedWorkload, key: string): SimulatedRevision['behaviour'] {
  // A revision that is forgotten while its pods run has none that would surprise.
  return revisions.find((each) => each.key === key)?.behaviour ?? { kind: 'healthy', afterMs: startMs };
}

/** When a pod is ready for the first time; Infinity when it never is. */
function firstServesAtMs(workload: SimulatedWorkload, { key, startedAtMs }: SimulatedPod): number {
  const behaviour = behaviourOf(workload, key);
  switch (behaviour.kind) {
    case 'healthy':
      return startedAtMs + behaviour.afterMs;
    case 'crash-loop':
      return behaviour.afterMs > startMs ? startedAtMs + startMs : Number.POSITIVE_INFINITY;
    case 'never-ready':
    case 'image-missing':
      return Number.POSITIVE_INFINITY;
  }
}

function serves(workload: SimulatedWorkload, pod: SimulatedPod, nowMs: number): boolean {
  return viewOf(workload, pod, nowMs).state === 'ready';
}

function viewOf(workload: SimulatedWorkload, pod: SimulatedPod, nowMs: number): PodView {
  const { key, startedAtMs } = pod;
  const behaviour = behaviourOf(workload, key);
  const ageMs = nowMs - startedAtMs;
  if (behaviour.kind === 'image-missing' && ageMs >= startMs) return { key, state: 'image-missing' };
  if (behaviour.kind === 'crash-loop' && ageMs >= behaviour.afterMs) return { key, state: 'crashing' };
  if (nowMs >= firstServesAtMs(workload, pod)) return { key, state: 'ready' };
  return { key, state: ageMs < probeMs ? 'starting' : 'not-ready' };
}

/** What can be seen of each pod at `nowMs`. */
export function podViews(workload: SimulatedWorkload, nowMs: number): PodView[] {
  return podsAt(workload, nowMs).map((pod) => viewOf(workload, pod, nowMs));
}

/** True while a rollout is under way: not all pods are of the current revision and ready. */
export function isRollingOut(workload: SimulatedWorkload, nowMs: number): boolean {
  return healthAt(workload, nowMs).phase === 'progressing';
}

/** How a workload does. `available` counts ready pods of every revision: they are what serves. */
export function healthAt(workload: SimulatedWorkload, nowMs: number): Health {
  const { desired, rollout } = workload;
  const current = currentOf(workload);
  const pods = podViews(workload, nowMs);
  const own = pods.filter(({ key }) => key === current.key);
  const available = pods.filter(({ state }) => state === 'ready').length;
  const counts = { updated: own.length, available, desired };
  if (workload.paused) return { ...counts, phase: 'paused', reasons: [] };
  const subject = `${workload.ref.name}-${current.key}`;
  const images = current.images.map(({ image }) => image).join(', ');
  const has = (state: PodView['state']) => own.some((pod) => pod.state === state);
  if (has('image-missing')) return failed(counts, 'IMAGE_PULL', `No such image: ${images}.`, subject);
  if (has('crashing')) return failed(counts, 'CRASH_LOOP', 'The process ends soon after its start.', subject);
  const ready = own.filter(({ state }) => state === 'ready').length;
  if (ready === desired && pods.length === desired) return { ...counts, phase: 'healthy', reasons: [] };
  if (nowMs - rollout.atMs >= deadlineMs) {
    const message = `Not done ${deadlineMs / 1000} s after it began.`;
    return failed(counts, 'DEADLINE', message, subject);
  }
  const reasons: Health['reasons'] = has('not-ready')
    ? [{ code: 'PROBE', message: 'Its check does not pass.', subject }]
    : [];
  return { ...counts, phase: 'progressing', reasons };
}

function failed(
  counts: Pick<Health, 'updated' | 'available' | 'desired'>,
  code: Health['reasons'][number]['code'],
  message: string,
  subject: string,
): Health {
  return { ...counts, phase: 'failed', reasons: [{ code, message, subject }] };
}
