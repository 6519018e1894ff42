import { spawn } from 'node:child_process';
import { once } from 'node:events';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import type { SimulatedFault } from '@/lib/clusters/schema/simulated';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { revisionOf, simulatedService } from '@/lib/testing/simulated-service';
import { carrySoon, stopCarrying } from './commands/carry';
import { lookAgain } from './commands/end-by-hand';
import { limits } from './commands/limits';
import { planRollback } from './commands/plan-rollback';
import { requestRollback } from './commands/request-rollback';
import { loadRollback } from './load';

/** What a rollback does when something breaks: at most one change at the cluster, and an honest end (reliability guide, 16). */

const longest = { ...limits };
let actor: UserActor;
let next = 0;

beforeAll(async () => {
  actor = await makeUser('release_manager');
  Object.assign(limits, {
    callMs: 400,
    pauseMs: 50,
    silenceMs: 1_500,
    quietMs: 10_000,
    verifyMs: 1_500,
    revertMs: 300,
    leaseMs: 2_000,
    renewMs: 500,
  });
});
afterAll(stopCarrying);

const carrying = () =>
  (globalThis as { fairleadCarrying?: { claiming: boolean } }).fairleadCarrying ?? { claiming: false };

/** A service whose bad v2 runs, and the rollback to v1 requested, with nobody carrying it yet. */
async function requested(more: { slowMs?: number; deadlineMs?: number } = {}) {
  const service = `case-${++next}`;
  const good = revisionOf(service, 'v1', { kind: 'healthy', afterMs: more.slowMs ?? 30 });
  const made = await simulatedService(
    service,
    [good, revisionOf(service, 'v2', { kind: 'crash-loop', afterMs: 50 })],
    ['v1'],
  );
  await carrySoon();
  carrying().claiming = true;
  const { plan_id, hash } = await planRollback.execute({ service, environment: 'production' }, { actor });
  const { id } = await requestRollback.execute({ plan_id, hash, reason: 'Bad' }, { actor });
  if (more.deadlineMs !== undefined)
    await primarySql(sql`
      UPDATE rollback SET deadline_at = now() + make_interval(secs => ${more.deadlineMs / 1000}) WHERE id = ${id}::uuid`);
  const generation = async () => (await made.store.read()).workloads[0]?.rollout.generation ?? 0;
  const fault = (...faults: SimulatedFault[]) => made.change((state) => ({ ...state, faults }));
  return { ...made, id, service, generation, fault, before: await generation() };
}

async function ended(id: string) {
  carrying().claiming = false;
  await vi.waitFor(
    async () => {
      await carrySoon();
      expect((await loadRollback(actor, id)).finished_at).not.toBeNull();
    },
    { timeout: 30_000, interval: 50 },
  );
  return loadRollback(actor, id);
}

it('says within 60 s what became of it, or that this is not known', () => {
  expect(longest.callMs + longest.silenceMs + longest.pauseMs).toBeLessThan(60_000);
  expect(longest.leaseMs + longest.callMs).toBeLessThan(60_000);
  expect(longest.renewMs * 3).toBeLessThan(longest.leaseMs);
});

it('the answer to the change is lost: the cluster is read, and the change is not made twice', async () => {
  const { id, fault, generation, before } = await requested();
  await fault('lose-answer');
  const done = await ended(id);
  expect([done.state, await generation()]).toEqual(['VERIFIED', before + 1]);
});

it('the cluster takes the change and hangs: unknown, for a person to look, and nothing is repeated', async () => {
  const { id, fault, generation, before } = await requested();
  await fault('hang-after-applying', 'hang');
  const done = await ended(id);
  expect(done).toMatchObject({ state: 'UNKNOWN', detail: expect.stringMatching(/not known whether/) });
  await fault();
  expect(await generation()).toBeLessThanOrEqual(before + 1);
  const changes = await generation();
  await lookAgain.execute({ id }, { actor });
  const again = await ended(id);
  expect(again.state).toBe(changes > before ? 'VERIFIED' : 'FAILED');
  expect(await generation()).toBe(changes);
});

it('a cluster that says it is done while other things run is not believed', async () => {
  const { id, fault } = await requested({ slowMs: 60_000 });
  await fault('lie-in-status');
  const done = await ended(id);
  expect(done).toMatchObject({ state: 'FAILED', detail: expect.stringMatching(/reports that it is done/) });
});

it('not healthy by the deadline is out of time, and says how far it came', async () => {
  const { id } = await requested({ slowMs: 60_000, deadlineMs: 4_000 });
  const done = await ended(id);
  expect(done).toMatchObject({ state: 'TIMED_OUT', detail: expect.stringMatching(/of 3 ready/) });
});

it('another controller puts the bad version back: reverted', async () => {
  const { id, change, service } = await requested();
  await change((state) => ({
    ...state,
    workloads: state.workloads.map((workload) => ({
      ...workload,
      ownedBy: { tool: 'argocd', detail: 'shop/checkout', wantsKey: `${service}-v2`, revertsAfterMs: 150 },
    })),
  }));
  const done = await ended(id);
  expect(done, JSON.stringify(done.steps)).toMatchObject({
    state: 'REVERTED',
    detail: expect.stringMatching(/put .*v2 back/),
  });
});

/** A process of its own that carries what there is, killed with SIGKILL once `when` is true. */
async function killedCarrier(when: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, ['scripts/run-ts.mjs', 'lib/testing/carry.cli.ts'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const ended = once(child, 'exit');
  try {
    await vi.waitFor(async () => expect(await when()).toBe(true), { timeout: 30_000, interval: 20 });
  } finally {
    process.kill(Number(said.toString()), 'SIGKILL');
    await ended;
  }
}

const calledAt = async (id: string) =>
  (await primarySql<{ at: Date | null }>(sql`SELECT called_at AS at FROM rollback WHERE id = ${id}::uuid`))[0]?.at ??
  null;
const release = (id: string) => primarySql(sql`UPDATE rollback SET lease_until = now() WHERE id = ${id}::uuid`);

it.each([
  ['before the cluster answered, with nothing made', 'hang', 'called'],
  ['after the change was made, before that was recorded', 'hang-after-applying', 'changed'],
  ['while it watched', null, 'observing'],
] as const)('killed %s: another process goes on, with one change in all', async (_when, fault, point) => {
  const { id, fault: setFault, generation, before } = await requested({ slowMs: point === 'observing' ? 3_000 : 30 });
  await setFault(...(fault ? [fault] : []));
  await killedCarrier(async () => {
    if (point === 'called') return (await calledAt(id)) !== null;
    if (point === 'changed') return (await generation()) > before;
    return (await loadRollback(actor, id)).state === 'OBSERVING';
  });
  await setFault();
  expect((await loadRollback(actor, id)).finished_at).toBeNull();
  await release(id);
  const done = await ended(id);
  expect([done.state, await generation()]).toEqual(['VERIFIED', before + 1]);
});

it('what a process that lost its claim still writes is refused', async () => {
  const { id } = await requested({ slowMs: 1_200 });
  carrying().claiming = false;
  await carrySoon();
  await vi.waitFor(async () => expect((await loadRollback(actor, id)).state).toBe('OBSERVING'), { timeout: 10_000 });
  const steps = (await loadRollback(actor, id)).steps.length;
  carrying().claiming = true;
  await primarySql(
    sql`UPDATE rollback SET fence = fence + 1, lease_until = now() + interval '3 seconds' WHERE id = ${id}::uuid`,
  );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect((await loadRollback(actor, id)).steps.length - steps).toBeLessThanOrEqual(1);
  expect((await loadRollback(actor, id)).finished_at).toBeNull();
  expect((await ended(id)).state).toBe('VERIFIED');
});
