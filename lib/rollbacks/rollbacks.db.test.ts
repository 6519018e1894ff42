import sql from 'sql-template-tag';
import { afterAll, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { reportDeployment } from '@/lib/deployments/commands/report';
import { deploymentBody } from '@/lib/deployments/schema';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { makeKey, makeUser } from '@/lib/testing/people';
import { revisionOf, simulatedService } from '@/lib/testing/simulated-service';
import { carrySoon, stopCarrying } from './commands/carry';
import { cancelRollback } from './commands/end-by-hand';
import { planRollback } from './commands/plan-rollback';
import { requestRollback } from './commands/request-rollback';
import { loadRollback } from './load';

const crash = { kind: 'crash-loop', afterMs: 100 } as const;
let next = 0;
const named = (name: string) => `${name}-${++next}`;

afterAll(stopCarrying);

/** Three versions, of which the last one, v3, is bad and runs; v1 is known good. */
const badRelease = async (service: string) =>
  simulatedService(
    service,
    [revisionOf(service, 'v1'), revisionOf(service, 'v2', crash), revisionOf(service, 'v3', crash)],
    ['v1'],
  );

const plan = (service: string, actor: Actor, to: 'last-good' | 'previous' = 'last-good') =>
  planRollback.execute({ service, environment: 'production', to }, { actor });

async function ended(id: string, actor: Actor, withinMs = 20_000) {
  await vi.waitFor(
    async () => {
      await carrySoon();
      expect((await loadRollback(actor, id)).finished_at).not.toBeNull();
    },
    { timeout: withinMs, interval: 100 },
  );
  return loadRollback(actor, id);
}

/** What this process carries, to hold it back. */
function carrying(): { claiming: boolean } {
  const state = (globalThis as { fairleadCarrying?: { claiming: boolean } }).fairleadCarrying;
  if (!state) throw new Error('nothing was carried before');
  return state;
}

it('goes back to the last version known good, verifies it by what runs, and is a deployment that the metrics count', async () => {
  const service = named('checkout');
  const key = await makeKey(['ingest', 'rollbacks', 'read']);
  const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  for (const [version, minutesAgo] of [
    ['v1', 300],
    ['v2', 60],
    ['v3', 5],
  ] as const) {
    const body = { id: `${service}-${version}`, service, environment: 'production', status: 'succeeded', version };
    await reportDeployment(deploymentBody.parse({ ...body, finished_at: at(minutesAgo) }), { actor: key });
  }
  await badRelease(service);
  await primarySql(sql`
    UPDATE deployment SET status = 'rolled_back' WHERE external_id = ${`${service}-v2`}`);
  const shown = await plan(service, key);
  expect(shown).toMatchObject({
    from: { key: `${service}-v3`, version: 'v3' },
    to: { key: `${service}-v1`, version: 'v1', known: 'good' },
    noop: false,
    needs_confirmation: false,
    simulated: true,
  });
  const { id, state } = await requestRollback.execute(
    { plan_id: shown.plan_id, hash: shown.hash, reason: 'Payments fail' },
    { actor: key },
  );
  expect(state).toBe('REQUESTED');
  const done = await ended(id, key);
  expect(done).toMatchObject({
    state: 'VERIFIED',
    running: [{ image: `shop/${service}:v1`, count: 3 }],
    deployment: { id: `rollback-${id}` },
  });
  expect(done.steps.map((step) => step.state).filter((each, n, all) => each !== all[n - 1])).toEqual([
    'REQUESTED',
    'APPLIED',
    'OBSERVING',
    'VERIFIED',
  ]);
  for (const seconds of [done.decide_seconds, done.apply_seconds, done.verify_seconds]) expect(seconds).not.toBeNull();
  const rows = await primarySql(sql`
    SELECT external_id AS id, status, is_rollback AS "isRollback", rollback_of AS "rollbackOf" FROM deployment d
    JOIN service s ON s.id = d.service_id WHERE s.slug = ${service} ORDER BY d.id DESC LIMIT 2`);
  expect(rows).toEqual([
    { id: `rollback-${id}`, status: 'succeeded', isRollback: true, rollbackOf: `${service}-v3` },
    { id: `${service}-v3`, status: 'rolled_back', isRollback: false, rollbackOf: null },
  ]);
});

it('never toggles: after a rollback the next plan does not lead back to the bad version', async () => {
  const service = named('login');
  const actor = await makeUser('release_manager');
  await badRelease(service);
  const first = await plan(service, actor);
  const { id } = await requestRollback.execute({ plan_id: first.plan_id, hash: first.hash, reason: 'Bad' }, { actor });
  expect((await ended(id, actor)).state).toBe('VERIFIED');
  const keys = await Promise.all(
    (['last-good', 'previous'] as const).map((to) =>
      plan(service, actor, to).then(({ to: { known } }) => known, String),
    ),
  );
  expect(keys[0]).toMatch(/bad|no earlier|known/i);
  expect(keys[0]).not.toBe('good');
});

type Refusal = { code?: string; message: string; current?: { id: string } };

/** The id of what was begun, or why nothing was. Whoever finds no free connection is answered 503 and comes again. */
function click(body: Parameters<typeof requestRollback.execute>[0], actor: Actor): Promise<string | Refusal> {
  return requestRollback.execute(body, { actor }).then(
    ({ id }) => id,
    (error: Refusal) => (/timeout exceeded/.test(error.message) ? click(body, actor) : error),
  );
}

it('100 clicks on one plan and on ten others make one change at the cluster; the others hear who runs it', async () => {
  const service = named('cart');
  const actor = await makeUser('release_manager', 'rita@example.com');
  const { store } = await badRelease(service);
  const before = (await store.read()).workloads[0]?.rollout.generation ?? 0;
  const plans = await Promise.all(Array.from({ length: 11 }, () => plan(service, actor)));
  // On a busy machine the first one could be over before the last click, which then rightly begins another.
  const carrier = carrying();
  carrier.claiming = true;
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => {
      const { plan_id, hash } = plans[n % plans.length] ?? plans[0] ?? { plan_id: '', hash: '' };
      return click({ plan_id, hash, reason: `click ${n}` }, actor);
    }),
  );
  carrier.claiming = false;
  const begun = answers.filter((each) => typeof each === 'string');
  expect(begun).toHaveLength(1);
  const refused = answers.filter((each) => typeof each !== 'string');
  const running = refused.filter(({ code }) => code === 'rollback_running');
  expect(running.length).toBeGreaterThan(0);
  expect(running[0]?.message).toMatch(/started \d\d:\d\d:\d\d UTC by rita@example.com/);
  expect(running[0]?.current?.id).toBe(begun[0]);
  // Whoever came when it had ended.
  const late = refused.filter(({ code }) => code !== 'rollback_running').map(({ code, message }) => code ?? message);
  expect(late.filter((code) => !['plan_used', 'plan_changed'].includes(code))).toEqual([]);
  expect((await ended(begun[0] ?? '', actor)).state).toBe('VERIFIED');
  expect((await store.read()).workloads[0]?.rollout.generation).toBe(before + 1);
  const [audit] = await primarySql<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM audit_entry WHERE action = 'rollback.request' AND outcome = 'allowed' AND subject = ${`${service} in production`}`);
  expect(audit?.n).toBe(1);
});

it('refuses when the cluster moved between plan and execution, and changes nothing', async () => {
  const service = named('search');
  const actor = await makeUser('release_manager');
  const { change, store } = await badRelease(service);
  const shown = await plan(service, actor);
  await change((state) => ({
    ...state,
    workloads: state.workloads.map((workload) => ({
      ...workload,
      revisions: [...workload.revisions, { ...revisionOf(service, 'v4'), number: 9 }],
      rollout: { ...workload.rollout, generation: workload.rollout.generation + 1, atMs: Date.now() },
    })),
  }));
  const before = JSON.stringify(await store.read());
  const { id } = await requestRollback.execute({ plan_id: shown.plan_id, hash: shown.hash, reason: 'Bad' }, { actor });
  const done = await ended(id, actor);
  expect(done.state).toBe('FAILED');
  expect(done.detail).toMatch(/changed since the plan.*v4/);
  expect(JSON.stringify(await store.read())).toBe(before);
});

it.each([
  ['plan_changed', { hash: 'another' }],
  ['plan_expired', {}],
])('answers %s, and begins nothing', async (code, more) => {
  const service = named('mail');
  const actor = await makeUser('release_manager');
  await badRelease(service);
  const { plan_id, hash } = await plan(service, actor);
  if (code === 'plan_expired')
    await primarySql(
      sql`UPDATE rollback_plan SET expires_at = now() - interval '1 second' WHERE id = ${plan_id}::uuid`,
    );
  const wanted = { plan_id, hash, reason: 'Bad', ...more };
  await expect(requestRollback.execute(wanted, { actor })).rejects.toMatchObject({ code });
});

it('takes a release manager, or the commander of an incident on that service, as they are at the click', async () => {
  const service = named('pay');
  const responder = await makeUser('responder');
  await badRelease(service);
  const shown = await plan(service, responder);
  const ask = (incident?: string) =>
    requestRollback.execute(
      { plan_id: shown.plan_id, hash: shown.hash, reason: 'Bad', ...(incident ? { incident } : {}) },
      { actor: responder },
    );
  await expect(ask()).rejects.toMatchObject({ code: 'not_commander' });
  const declared = (services: string[]) =>
    declareIncident.execute(
      { title: 'Payments fail', severity: 'SEV1', services, environment: 'production', take_command: true } as never,
      { actor: responder },
    );
  const other = await declared(['elsewhere']);
  await expect(ask(`INC-${other.number}`)).rejects.toMatchObject({ code: 'not_commander' });
  const mine = await declared([service]);
  const { id } = await ask(`INC-${mine.number}`);
  expect((await ended(id, responder)).state).toBe('VERIFIED');
  const rows = await primarySql<{ kind: string }>(sql`
    SELECT e.kind FROM incident_event e JOIN incident i ON i.id = e.incident_id
    WHERE i.number = ${mine.number} AND e.kind LIKE 'rollback%' ORDER BY e.seq`);
  expect(rows.map(({ kind }) => kind)).toEqual([
    'rollback_requested',
    'rollback_step',
    'rollback_step',
    'rollback_succeeded',
  ]);
});

it('can be cancelled before the cluster is called, and not after', async () => {
  const service = named('stock');
  const actor = await makeUser('release_manager');
  const { store } = await badRelease(service);
  const before = JSON.stringify(await store.read());
  const { plan_id, hash } = await plan(service, actor);
  // As when every process is busy: nobody takes it up.
  const state = carrying();
  state.claiming = true;
  const { id: held } = await requestRollback.execute({ plan_id, hash, reason: 'Bad' }, { actor });
  expect((await loadRollback(actor, held)).cancelable).toBe(true);
  await cancelRollback.execute({ id: held }, { actor });
  state.claiming = false;
  await carrySoon();
  expect(await loadRollback(actor, held)).toMatchObject({ state: 'CANCELLED', cancelable: false });
  expect(JSON.stringify(await store.read())).toBe(before);
  const again = await plan(service, actor);
  const { id } = await requestRollback.execute({ plan_id: again.plan_id, hash: again.hash, reason: 'Bad' }, { actor });
  await ended(id, actor);
  await expect(cancelRollback.execute({ id }, { actor })).rejects.toMatchObject({ code: 'too_late' });
});
