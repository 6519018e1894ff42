import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SimulatedRevision, type SimulatedWorkload, simulatedWorkload } from '../schema/simulated';
import { currentOf, healthAt, newWorkload, podsAt, podViews, rollOut, workloadAt } from './simulation';

const ref = { kind: 'k8s-deployment' as const, namespace: 'shop', name: 'checkout' };
const version = (
  key: string,
  behaviour: SimulatedRevision['behaviour'] = { kind: 'healthy', afterMs: 1000 },
): SimulatedRevision => ({
  key,
  images: [{ container: 'app', image: `checkout:${key}` }],
  behaviour,
  createdAtMs: 0,
});
const running = (desired = 3) => newWorkload({ ref, desired, revisions: [version('v0'), version('v1')] }, 0);
const phase = (workload: SimulatedWorkload, atMs: number) => healthAt(workload, atMs).phase;
const codes = (workload: SimulatedWorkload, atMs: number) => healthAt(workload, atMs).reasons.map(({ code }) => code);
const start = 100_000;

test('a rollout replaces three pods one after the other, and serves with three all the while', () => {
  const workload = rollOut(running(), version('v2'), null, start);
  const at = (afterMs: number) => {
    const { updated, available, phase } = healthAt(workload, start + afterMs);
    return [updated, available, phase, podsAt(workload, start + afterMs).length];
  };
  expect(at(0)).toEqual([1, 3, 'progressing', 4]);
  expect(at(999)).toEqual([1, 3, 'progressing', 4]);
  expect(at(1000)).toEqual([2, 3, 'progressing', 4]);
  expect(at(2999)).toEqual([3, 3, 'progressing', 4]);
  expect(at(3000)).toEqual([3, 3, 'healthy', 3]);
});

test('a missing image and a crash at the start fail early, and the old pods go on serving', () => {
  const missing = rollOut(running(), version('v2', { kind: 'image-missing' }), null, start);
  expect(phase(missing, start + 299)).toBe('progressing');
  expect(codes(missing, start + 300)).toEqual(['IMAGE_PULL']);
  expect(healthAt(missing, start + 60_000).available).toBe(3);
  const crash = rollOut(running(), version('v2', { kind: 'crash-loop', afterMs: 200 }), null, start);
  expect(phase(crash, start + 199)).toBe('progressing');
  expect(codes(crash, start + 200)).toEqual(['CRASH_LOOP']);
  expect(healthAt(crash, start + 60_000).available).toBe(3);
});

test('a version that lives for a minute takes over, and then nothing serves any more', () => {
  const workload = rollOut(running(), version('v2', { kind: 'crash-loop', afterMs: 60_000 }), null, start);
  expect(phase(workload, start + 1000)).toBe('healthy');
  expect(phase(workload, start + 59_999)).toBe('healthy');
  expect(healthAt(workload, start + 62_000)).toMatchObject({ phase: 'failed', available: 0 });
  // Room is made at once for what comes back: it need not wait for its turn.
  const back = rollOut(workload, version('v1'), null, start + 120_000);
  expect(healthAt(back, start + 120_000)).toMatchObject({ updated: 3, available: 0 });
  expect(phase(back, start + 121_000)).toBe('healthy');
});

test('pods that are never ready are told of, and are a failure only at the deadline', () => {
  const workload = rollOut(running(), version('v2', { kind: 'never-ready' }), null, start);
  expect(codes(workload, start + 4_999)).toEqual([]);
  expect(healthAt(workload, start + 5_000)).toMatchObject({ phase: 'progressing', available: 3 });
  expect(codes(workload, start + 5_000)).toEqual(['PROBE']);
  expect(phase(workload, start + 599_999)).toBe('progressing');
  expect(codes(workload, start + 600_000)).toEqual(['DEADLINE']);
});

test('going back renumbers, and nothing is known under two numbers', () => {
  const back = rollOut(rollOut(running(), version('v2'), null, start), version('v1'), null, start + 60_000);
  expect(back.revisions.map(({ key, number }) => [key, number])).toEqual([
    ['v0', 1],
    ['v2', 3],
    ['v1', 4],
  ]);
});

test('ten earlier revisions are remembered', () => {
  let workload = running();
  for (let index = 2; index < 20; index += 1) workload = rollOut(workload, version(`v${index}`), null, start + index);
  expect(workload.revisions.map(({ key }) => key)).toEqual(Array.from({ length: 11 }, (_, index) => `v${index + 9}`));
});

test('its owner puts its version back after a rollback, and takes a deployment as its own wish', () => {
  const ownedBy = { tool: 'argocd' as const, detail: 'app checkout', wantsKey: 'v1', revertsAfterMs: 5_000 };
  const owned = { ...running(), ownedBy };
  const marker = { rollbackId: 'r1', actor: 'ana', reason: 'errors' };
  const state = (workload: SimulatedWorkload) => ({ workloads: [workload], faults: [] });
  const keyAt = (workload: SimulatedWorkload, atMs: number) => {
    const seen = workloadAt(state(workload), ref, atMs);
    return seen && [currentOf(seen).key, seen.rollout.generation];
  };
  const back = rollOut(owned, version('v0'), marker, start);
  expect(keyAt(back, start + 4_999)).toEqual(['v0', 2]);
  expect(keyAt(back, start + 5_000)).toEqual(['v1', 3]);
  expect(keyAt(back, start + 500_000)).toEqual(['v1', 3]);
  const deployed = rollOut(owned, version('v2'), null, start);
  expect(keyAt(deployed, start + 500_000)).toEqual(['v2', 2]);
});

const behaviours = fc.oneof(
  fc.record({ kind: fc.constant('healthy' as const), afterMs: fc.integer({ min: 0, max: 5_000 }) }),
  fc.record({ kind: fc.constant('crash-loop' as const), afterMs: fc.integer({ min: 0, max: 300 }) }),
  fc.constant({ kind: 'never-ready' as const }),
  fc.constant({ kind: 'image-missing' as const }),
);
const steps = fc.array(
  fc.record({ key: fc.integer({ min: 0, max: 4 }), behaviour: behaviours, waitMs: fc.integer({ min: 0, max: 8_000 }) }),
  { minLength: 1, maxLength: 12 },
);

test('whatever is rolled out in the midst of whatever: never more than one pod extra, never a pod less that serves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), steps, (desired, sequence) => {
      let workload = running(desired);
      let atMs = start;
      for (const { key, behaviour, waitMs } of sequence) {
        const known = workload.revisions.find((each) => each.key === `v${key}`);
        workload = rollOut(workload, known ?? version(`v${key}`, behaviour), null, atMs);
        for (const lookMs of [atMs, atMs + Math.floor(waitMs / 2), atMs + waitMs]) {
          const pods = podViews(workload, lookMs);
          expect(pods.length).toBeLessThanOrEqual(desired + 1);
          expect(pods.filter(({ state }) => state === 'ready').length).toBeGreaterThanOrEqual(desired);
        }
        atMs += waitMs;
      }
      // What is stored is JSON of the shape that it is read back with.
      expect(simulatedWorkload.parse(JSON.parse(JSON.stringify(workload)))).toEqual(workload);
      // A healthy version brings it all to an end.
      const end = rollOut(workload, version('last', { kind: 'healthy', afterMs: 500 }), null, atMs);
      const after = podViews(end, atMs + 500 * (desired + 1));
      expect(after).toEqual(Array.from({ length: desired }, () => ({ key: 'last', state: 'ready' })));
      expect(phase(end, atMs + 500 * (desired + 1))).toBe('healthy');
    }),
    { numRuns: 150 },
  );
});
