import { expect, test, vi } from 'vitest';
import { memoryStore } from '@/lib/testing/simulated-store';
import type { AdapterError, Health } from '../adapter';
import { newWorkload } from '../model/simulation';
import type { SimulatedFault, SimulatedRevision, SimulatedWorkload } from '../schema/simulated';
import { simulated } from './simulated';

const ref = { kind: 'ecs-service' as const, namespace: 'shop', name: 'checkout' };
const version = (
  key: string,
  behaviour: SimulatedRevision['behaviour'] = { kind: 'healthy', afterMs: 80 },
): SimulatedRevision => ({
  key,
  images: [{ container: 'app', image: `checkout:${key}`, digest: `sha256:${key}` }],
  behaviour,
  createdAtMs: 0,
});
const marker = { rollbackId: 'r1', actor: 'ana', reason: 'errors since 14:25' };
const open = () => new AbortController().signal;
const within = (ms: number) => AbortSignal.timeout(ms);

function cluster(more: Partial<SimulatedWorkload> = {}) {
  const start = performance.now();
  const clockMs = () => 1_000_000 + Math.floor(performance.now() - start);
  const workload = newWorkload({ ref, desired: 3, revisions: [version('v1'), version('v2')] }, 0);
  const store = memoryStore({ workloads: [{ ...workload, ...more }], faults: [] }, clockMs);
  const fault = (...faults: SimulatedFault[]) => store.set((state) => ({ ...state, faults }));
  // Two processes see the same cluster.
  return { store, fault, one: simulated(store, clockMs), two: simulated(store, clockMs) };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: AdapterError) => error.code,
  );
async function all(health: AsyncIterable<Health>): Promise<Health[]> {
  const seen: Health[] = [];
  for await (const each of health) seen.push(each);
  return seen;
}
const planned = ({ one }: ReturnType<typeof cluster>, key = 'v1') => one.planRollback(ref, key, [], open());

test('plan, roll back, observe, verify; the other process sees the same cluster', async () => {
  const shop = cluster();
  const plan = await planned(shop);
  expect(plan).toMatchObject({
    from: { key: 'v2', current: true },
    to: { key: 'v1', current: false },
    noop: false,
    changes: [{ path: 'containers/app/image', from: 'checkout:v2', to: 'checkout:v1' }],
  });
  expect(shop.store.made()).toBe(0);
  const { token } = await shop.one.rollback(ref, plan, marker, open());
  const seen = await all(shop.two.observe(ref, token, within(5_000)));
  expect(seen.at(0)?.phase).toBe('progressing');
  expect(seen.at(-1)).toEqual({ phase: 'healthy', updated: 3, available: 3, desired: 3, reasons: [] });
  expect(await shop.two.verify(ref, plan.to, open())).toMatchObject({
    ok: true,
    running: [{ image: 'checkout:v1', count: 3 }],
  });
  expect((await shop.two.verify(ref, plan.from, open())).ok).toBe(false);
});

test('while both versions run, neither is verified', async () => {
  const shop = cluster();
  await shop.one.deployTo(ref, version('v3', { kind: 'never-ready' }), open());
  const history = await shop.one.history(ref, [], open());
  expect(history.map(({ key, current }) => [key, current])).toEqual([
    ['v3', true],
    ['v2', false],
    ['v1', false],
  ]);
  for (const revision of history) expect((await shop.one.verify(ref, revision, open())).ok).toBe(false);
  expect((await planned(shop, 'v2')).warnings.map(({ code }) => code)).toEqual(['ROLLOUT_IN_PROGRESS']);
});

test('twenty at once make one change, and the nineteen others are told', async () => {
  const shop = cluster();
  const plan = await planned(shop);
  const codes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      codeOf((index % 2 ? shop.one : shop.two).rollback(ref, plan, { ...marker, rollbackId: `r${index}` }, open())),
    ),
  );
  expect(codes.toSorted()).toEqual([...Array(19).fill('CONFLICT'), 'no error']);
  expect(shop.store.made()).toBe(1);
});

test('the same rollback again changes nothing and says so', async () => {
  const shop = cluster();
  const plan = await planned(shop);
  const first = await shop.one.rollback(ref, plan, marker, open());
  expect(first.alreadyDone).toBe(false);
  expect(await shop.two.rollback(ref, plan, marker, open())).toEqual({ ...first, alreadyDone: true });
  expect(shop.store.made()).toBe(1);
});

test.each([
  ['lose-answer', 'UNREACHABLE', true],
  ['hang-after-applying', 'TIMEOUT', true],
  ['hang', 'TIMEOUT', false],
] as const)('%s is %s; whether it was made can be asked: %s', async (fault, code, isMade) => {
  const shop = cluster();
  const plan = await planned(shop);
  shop.fault(fault);
  expect(await codeOf(shop.one.rollback(ref, plan, marker, within(30)))).toBe(code);
  shop.fault();
  const made = await shop.two.wasApplied(ref, plan, marker, open());
  expect(made?.alreadyDone ?? false).toBe(isMade);
  expect(shop.store.made()).toBe(isMade ? 1 : 0);
});

test('a call that nobody ends ends after ten seconds', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const early = new AbortController();
    if (ms === 10_000) setTimeout(() => early.abort(), 5);
    return early.signal;
  });
  try {
    const shop = cluster();
    shop.fault('hang');
    expect(await codeOf(shop.one.ping(null, open()))).toBe('TIMEOUT');
  } finally {
    timeout.mockRestore();
  }
});

test('a deployment between plan and rollback is a conflict, and after it no answer is ours', async () => {
  const shop = cluster();
  const plan = await planned(shop);
  await shop.two.deployTo(ref, version('v3'), open());
  expect(await codeOf(shop.one.rollback(ref, plan, marker, open()))).toBe('CONFLICT');
  expect(await codeOf(shop.one.wasApplied(ref, plan, marker, open()))).toBe('CONFLICT');
  expect(shop.store.made()).toBe(1);
});

test('a change in the midst of observing ends it', async () => {
  const shop = cluster();
  const { token } = await shop.one.rollback(ref, await planned(shop), marker, open());
  await shop.two.deployTo(ref, version('v3'), open());
  expect(await codeOf(all(shop.one.observe(ref, token, within(5_000))))).toBe('CONFLICT');
});

test('an owner that puts its version back ends observing, and history says what runs', async () => {
  const ownedBy = { tool: 'argocd' as const, detail: 'app checkout', wantsKey: 'v2', revertsAfterMs: 100 };
  const shop = cluster({ ownedBy });
  const plan = await planned(shop);
  const { token } = await shop.one.rollback(ref, plan, marker, open());
  expect(await codeOf(all(shop.two.observe(ref, token, within(5_000))))).toBe('CONFLICT');
  const [newest] = await shop.two.history(ref, [], open());
  expect(newest).toMatchObject({ key: 'v2', current: true });
  expect(await codeOf(shop.two.wasApplied(ref, plan, marker, open()))).toBe('CONFLICT');
  expect(shop.store.made()).toBe(1);
});

test('observing ends with its signal, and pods that fail end it early with the reason', async () => {
  const shop = cluster();
  await shop.one.deployTo(ref, version('slow', { kind: 'never-ready' }), open());
  const seen: Health[] = [];
  const watching = (async () => {
    for await (const health of shop.one.observe(ref, '2', within(600))) seen.push(health);
  })();
  expect(await codeOf(watching)).toBe('TIMEOUT');
  // It looked three times, and there was one thing to tell.
  expect(seen).toEqual([{ phase: 'progressing', updated: 1, available: 3, desired: 3, reasons: [] }]);
  await shop.one.deployTo(ref, version('broken', { kind: 'image-missing' }), open());
  expect((await all(shop.one.observe(ref, '3', within(5_000)))).at(-1)).toMatchObject({
    phase: 'failed',
    reasons: [{ code: 'IMAGE_PULL', subject: 'checkout-broken' }],
  });
});

test('a status that lies is found out by the pods', async () => {
  const shop = cluster();
  await shop.one.deployTo(ref, version('v3', { kind: 'never-ready' }), open());
  shop.fault('lie-in-status');
  expect((await all(shop.one.observe(ref, '2', open()))).at(-1)?.phase).toBe('healthy');
  const [v3] = await shop.one.history(ref, [], open());
  expect(v3 && (await shop.one.verify(ref, v3, open()))).toMatchObject({ ok: false });
});

test('paused: the plan warns, the rollback is refused and changes nothing', async () => {
  const shop = cluster({ paused: true });
  const plan = await planned(shop);
  expect(plan.warnings.map(({ code }) => code)).toEqual(['PAUSED']);
  expect(await codeOf(shop.one.rollback(ref, plan, marker, open()))).toBe('PAUSED');
  expect(await codeOf(shop.one.deployTo(ref, version('v3'), open()))).toBe('PAUSED');
  expect(shop.store.made()).toBe(0);
});

test('what runs already is a plan that changes nothing', async () => {
  const shop = cluster();
  const plan = await planned(shop, 'v2');
  expect(plan).toMatchObject({ noop: true, steps: [], changes: [] });
  expect(await codeOf(shop.one.rollback(ref, plan, marker, open()))).toBe('INVALID');
  expect(shop.store.made()).toBe(0);
});

test('owner, autoscaler and a missing check are warned of, in the plan and in the list', async () => {
  const shop = cluster({
    ownedBy: { tool: 'argocd', detail: 'app checkout', wantsKey: 'v2', revertsAfterMs: null },
    autoscaler: { min: 2, max: 8 },
    hasHealthCheck: false,
  });
  const codes = (await planned(shop)).warnings.map(({ code }) => code);
  expect(codes).toEqual(['GITOPS_WILL_REVERT', 'HPA_PRESENT', 'NO_HEALTHCHECK']);
  const [listed] = await shop.one.list('shop', open());
  expect(listed).toMatchObject({ ready: 3, ownedBy: { tool: 'argocd' }, autoscaler: { min: 2, max: 8 } });
  expect(await shop.one.list('elsewhere', open())).toEqual([]);
});

test('what is not there has a code: workload, version, and a store that fails', async () => {
  const shop = cluster();
  const { one } = shop;
  expect(await codeOf(one.history({ ...ref, name: 'cart' }, [], open()))).toBe('NOT_FOUND');
  expect(await codeOf(one.history({ ...ref, kind: 'swarm-service' }, [], open()))).toBe('NOT_FOUND');
  expect(await codeOf(planned(shop, 'v9'))).toBe('NO_PREVIOUS');
  const broken = simulated({
    read: async () => Promise.reject(new Error('password=hunter2')),
    change: async () => Promise.reject(new Error('password=hunter2')),
  });
  const error = await broken.ping(null, open()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'UNREACHABLE' });
  expect(String(error)).not.toContain('hunter2');
});
