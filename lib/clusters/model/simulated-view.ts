import type { AdapterPlan, Health, PlanWarning, Revision, Workload } from '../adapter';
import type { SimulatedFault, SimulatedWorkload } from '../schema/simulated';
import { currentOf, healthAt, isRollingOut, podViews, type Revisions } from './simulation';

/** What a simulated cluster says of a workload, in the words of the adapter. */

/** One of its revisions; each is a version of its own. */
export function revisionOf(revision: Revisions[number], workload: SimulatedWorkload): Revision {
  const { key, number, images, createdAtMs, changeCause } = revision;
  return {
    key,
    number: String(number),
    images,
    createdAt: new Date(createdAtMs),
    ...(changeCause === undefined ? {} : { changeCause }),
    current: key === currentOf(workload).key,
    specHash: key,
    source: 'cluster',
  };
}

/** It as one of a list. */
export function listed(workload: SimulatedWorkload, nowMs: number): Workload {
  const { ref, desired, paused, ownedBy, autoscaler } = workload;
  return {
    ref,
    images: currentOf(workload).images,
    desired,
    ready: healthAt(workload, nowMs).available,
    paused,
    ...(ownedBy ? { ownedBy: { tool: ownedBy.tool, detail: ownedBy.detail } } : {}),
    ...(autoscaler ? { autoscaler } : {}),
  };
}

/** What going to `target` would change. */
export function planOf(
  workload: SimulatedWorkload,
  target: Revisions[number],
  nowMs: number,
): Omit<AdapterPlan, 'lock' | 'payload'> {
  const to = revisionOf(target, workload);
  const from = revisionOf(currentOf(workload), workload);
  const imageOf = ({ images }: Revision, container: string) =>
    images.find((each) => each.container === container)?.image ?? null;
  const containers = [...new Set([...from.images, ...to.images].map(({ container }) => container))];
  return {
    from,
    to,
    noop: to.current,
    warnings: warningsOf(workload, nowMs),
    steps: to.current
      ? []
      : [
          `Ask the cluster to run ${namesOf(to)} in place of ${namesOf(from)}.`,
          'Replace pods one at a time; how many there are stays as it is.',
          'Look at every pod to see what it runs.',
        ],
    changes: containers
      .map((container) => ({
        path: `containers/${container}/image`,
        from: imageOf(from, container),
        to: imageOf(to, container),
      }))
      .filter((change) => change.from !== change.to),
  };
}

const namesOf = ({ images }: Pick<Revision, 'images'>) => images.map(({ image }) => image).join(', ');

function warningsOf(workload: SimulatedWorkload, nowMs: number): PlanWarning[] {
  const { ownedBy, autoscaler, paused, hasHealthCheck } = workload;
  return [
    ...(ownedBy ? [{ code: 'GITOPS_WILL_REVERT' as const, detail: ownedBy.detail }] : []),
    ...(autoscaler ? [{ code: 'HPA_PRESENT' as const, detail: `${autoscaler.min} to ${autoscaler.max} pods` }] : []),
    ...(paused ? [{ code: 'PAUSED' as const, detail: 'Nothing rolls out until it is resumed.' }] : []),
    ...(isRollingOut(workload, nowMs)
      ? [{ code: 'ROLLOUT_IN_PROGRESS' as const, detail: namesOf(currentOf(workload)) }]
      : []),
    ...(hasHealthCheck ? [] : [{ code: 'NO_HEALTHCHECK' as const, detail: 'Ready only means started.' }]),
  ];
}

/** What its status says, which may be a lie. */
export function seen(workload: SimulatedWorkload, faults: SimulatedFault[], nowMs: number): Health {
  const { desired } = workload;
  if (!faults.includes('lie-in-status')) return healthAt(workload, nowMs);
  return { phase: 'healthy', updated: desired, available: desired, desired, reasons: [] };
}

/** What its pods say: all of them run `want` and are ready, and there is no other one. */
export function verified(workload: SimulatedWorkload, want: Revision, nowMs: number) {
  const pods = podViews(workload, nowMs);
  const serving = pods.filter(({ state }) => state === 'ready');
  const counts = new Map<string, number>();
  for (const { key } of serving) {
    const images = workload.revisions.find((each) => each.key === key)?.images ?? [];
    for (const { image } of images) counts.set(image, (counts.get(image) ?? 0) + 1);
  }
  const wanted = serving.filter(({ key }) => key === want.key).length;
  const others = pods.filter(({ key }) => key !== want.key).length;
  return {
    ok: workload.desired > 0 && wanted === workload.desired && others === 0,
    running: [...counts].map(([image, count]) => ({ image, count })),
    detail: `${wanted} of ${workload.desired} pods are ready with ${namesOf(want)}; ${others} of other versions remain.`,
  };
}
