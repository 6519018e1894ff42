import { describe, expect, it } from 'vitest';
import { type Evidence, healthOf } from './health';
import { deploymentShape, podShape, replicaSetShape } from './objects';

const patchedAt = '2026-03-02T10:00:05Z';
const meta = { name: 'checkout', namespace: 'shop', uid: 'u' };
const spec = { replicas: 3, selector: {}, template: { spec: { containers: [] } } };
const done = { observedGeneration: 9, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
const deadline = (lastUpdateTime: string) => ({
  type: 'Progressing',
  status: 'False',
  reason: 'ProgressDeadlineExceeded',
  message: 'timed out',
  lastUpdateTime,
});

type Given = {
  status?: object;
  spec?: object;
  pods?: object[] | null;
  set?: object;
  isStuck?: boolean;
  patchedAt?: string | null;
};
function health(given: Given) {
  const evidence: Evidence = {
    deployment: deploymentShape.parse({
      metadata: meta,
      spec: { ...spec, ...given.spec },
      status: { ...done, ...given.status },
    }),
    generation: 9,
    patchedAt: given.patchedAt === undefined ? patchedAt : given.patchedAt,
    set: given.set ? replicaSetShape.parse({ metadata: { ...meta, name: 'set' }, spec, status: given.set }) : null,
    pods:
      (given.pods ?? null)?.map((pod) =>
        podShape.parse({ metadata: { ...meta, name: 'pod' }, spec: { containers: [] }, ...pod }),
      ) ?? null,
    isStuck: () => given.isStuck ?? false,
  };
  const { phase, reasons } = healthOf(evidence);
  return [phase, ...reasons.map(({ code }) => code)];
}
const waiting = (reason: string) => ({
  status: { containerStatuses: [{ name: 'app', state: { waiting: { reason } } }] },
});

describe('counts, in the order in which they are judged', () => {
  it.each<[string, object, string]>([
    ['all are there', {}, 'healthy'],
    [
      'the controller has not seen the change, and the old status is complete',
      { observedGeneration: 8 },
      'progressing',
    ],
    ['too few are of the new version', { updatedReplicas: 2 }, 'progressing'],
    ['old pods are left', { replicas: 4 }, 'progressing'],
    ['one is not available', { availableReplicas: 2 }, 'progressing'],
    ['the controller is further than the change', { observedGeneration: 12 }, 'healthy'],
  ])('%s', (_what, status, phase) => expect(health({ status })).toEqual([phase]));

  it('none are wanted: it is healthy with none', () => {
    const none = { replicas: 0, updatedReplicas: 0, availableReplicas: 0 };
    expect(health({ spec: { replicas: 0 }, status: none })).toEqual(['healthy']);
  });

  it('a paused one is paused, whatever its counts', () => {
    expect(health({ spec: { paused: true }, status: { updatedReplicas: 0 } })).toEqual(['paused']);
  });
});

describe('a progress deadline', () => {
  it.each<[string, string, string | null, string[]]>([
    ['after the patch fails', '2026-03-02T10:00:06Z', patchedAt, ['failed', 'DEADLINE']],
    ['of before is ignored', '2026-03-02T09:59:00Z', patchedAt, ['progressing']],
    ['of the very second of the patch is ignored', patchedAt, patchedAt, ['progressing']],
    ['says nothing while the time of the patch is unknown', '2026-03-02T10:30:00Z', null, ['progressing']],
  ])('%s', (_what, at, patched, expected) => {
    const status = { updatedReplicas: 1, conditions: [deadline(at)] };
    expect(health({ status, patchedAt: patched })).toEqual(expected);
  });

  it('is not judged before the controller has seen the change', () => {
    const status = { observedGeneration: 8, conditions: [deadline('2026-03-02T10:30:00Z')] };
    expect(health({ status })).toEqual(['progressing']);
  });

  it('names the probes of pods that run and are not ready', () => {
    const pods = [{ status: { containerStatuses: [{ name: 'app', ready: false, state: { running: {} } }] } }];
    const status = { availableReplicas: 0, conditions: [deadline('2026-03-02T10:30:00Z')] };
    expect(health({ status, pods })).toEqual(['failed', 'DEADLINE', 'PROBE']);
  });
});

describe('an early failure', () => {
  it.each([
    ['ErrImagePull', 'IMAGE_PULL'],
    ['ImagePullBackOff', 'IMAGE_PULL'],
    ['CrashLoopBackOff', 'CRASH_LOOP'],
    ['CreateContainerConfigError', 'OTHER'],
  ])('by %s', (reason, code) => {
    expect(health({ status: { availableReplicas: 2 }, pods: [waiting(reason)] })).toEqual(['failed', code]);
  });

  it('by an init container', () => {
    const pods = [
      { status: { initContainerStatuses: [{ name: 'init', state: { waiting: { reason: 'CrashLoopBackOff' } } }] } },
    ];
    expect(health({ status: { availableReplicas: 2 }, pods })).toEqual(['failed', 'CRASH_LOOP']);
  });

  it('is none while a container is being made, or in a pod that ends', () => {
    expect(health({ pods: [waiting('ContainerCreating'), waiting('PodInitializing')] })).toEqual(['healthy']);
    const ending = { ...waiting('CrashLoopBackOff'), metadata: { ...meta, deletionTimestamp: patchedAt } };
    expect(health({ pods: [ending] })).toEqual(['healthy']);
  });

  it('by no room on any node, once that lasts', () => {
    const pods = [
      { status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3' }] } },
    ];
    const status = { availableReplicas: 2 };
    expect(health({ status, pods })).toEqual(['progressing']);
    expect(health({ status, pods, isStuck: true })).toEqual(['failed', 'UNSCHEDULABLE']);
  });

  it('by the quota, of the target’s own ReplicaSet', () => {
    const refused = (message: string) => ({
      conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
    });
    const status = { updatedReplicas: 0 };
    expect(health({ status, set: refused('is forbidden: exceeded quota: pods') })).toEqual(['failed', 'QUOTA']);
    expect(health({ status, set: refused('violates PodSecurity') })).toEqual(['failed', 'OTHER']);
    // The Deployment still carries that of the version before.
    expect(health({ status: { ...status, ...refused('exceeded quota') }, set: {} })).toEqual(['progressing']);
  });

  it('is not looked for before the controller has seen the change', () => {
    expect(health({ status: { observedGeneration: 8 }, pods: [waiting('CrashLoopBackOff')] })).toEqual(['progressing']);
  });
});
