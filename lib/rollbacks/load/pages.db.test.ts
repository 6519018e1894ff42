import { afterAll, expect, it, vi } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { changeAccess } from '@/lib/incidents/commands/access';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { loadIncident } from '@/lib/incidents/load';
import { makeUser } from '@/lib/testing/people';
import { revisionOf, simulatedService } from '@/lib/testing/simulated-service';
import { carrySoon, stopCarrying } from '../commands/carry';
import { offerRollback } from '../commands/offer-rollback';
import { requestRollback } from '../commands/request-rollback';
import { loadRollbackList } from './list';
import { loadPlan } from './plan';
import { loadRun } from './run';
import { loadUndo } from './undo';
import { loadWorkloadsOf } from './workloads';

afterAll(stopCarrying);

let next = 0;
const named = (name: string) => `${name}-page-${++next}`;
const crash = { kind: 'crash-loop', afterMs: 100 } as const;
const bad = (service: string, good: string[]) =>
  simulatedService(
    service,
    [revisionOf(service, 'v1'), revisionOf(service, 'v2'), revisionOf(service, 'v3', crash)],
    good,
  );
const ask = (service: string, to?: { key: string }) => ({ service, environment: 'production', ...(to ? { to } : {}) });

const declared = async (actor: UserActor, service: string, isPrivate = false) => {
  const { number } = await declareIncident.execute(
    {
      title: 'Logins fail',
      severity: 'SEV1',
      services: [service],
      take_command: true,
      ...(isPrivate ? { visibility: 'private' as const } : {}),
    },
    { actor },
  );
  return `INC-${number}`;
};

async function rolledBack(service: string, actor: UserActor, incident: string | null): Promise<string> {
  const { plan } = await offerRollback.execute(ask(service), { actor });
  const { plan_id = '', hash = '' } = plan ?? {};
  const { id } = await requestRollback.execute({ plan_id, hash, reason: 'Logins fail', incident }, { actor });
  await vi.waitFor(
    async () => {
      await carrySoon();
      expect((await loadRun(actor, id))?.rollback.finished_at).not.toBeNull();
    },
    { timeout: 30_000, interval: 100 },
  );
  return id;
}

it('offers every version that could be chosen, what ran last first, and says how far a rollback is', async () => {
  const service = named('login');
  const actor = await makeUser('release_manager');
  await bad(service, ['v1']);
  const { plan, choices } = await offerRollback.execute(ask(service), { actor });
  expect(plan?.to.version).toBe('v1');
  expect(choices.map(({ version, known, current }) => [version, known, current])).toEqual(
    expect.arrayContaining([
      ['v3', 'unknown', true],
      ['v2', 'unknown', false],
      ['v1', 'good', false],
    ]),
  );
  const id = await rolledBack(service, actor, null);
  expect((await loadRun(actor, id))?.rollback).toMatchObject({
    state: 'VERIFIED',
    progress: { updated: 3, available: 3, desired: 3 },
  });
});

it('proposes nothing where every earlier version is known bad, and a person may still choose one, by its name', async () => {
  const service = named('cart');
  const actor = await makeUser('release_manager');
  await simulatedService(service, [revisionOf(service, 'v1'), revisionOf(service, 'v2', crash)], ['v1']);
  await rolledBack(service, actor, null);
  const offer = await offerRollback.execute(ask(service), { actor });
  expect(offer.plan).toBeNull();
  expect(offer.refusal).toMatch(/known to be bad/);
  const worst = offer.choices.find(({ version }) => version === 'v2');
  expect(worst?.known).toBe('bad');
  const { plan } = await offerRollback.execute(ask(service, { key: worst?.key ?? '' }), { actor });
  expect(plan).toMatchObject({ needs_confirmation: true, warnings: expect.arrayContaining(['TARGET_WAS_BAD']) });
});

it('says who may: the commander of the incident that it is for, or a release manager', async () => {
  const service = named('pay');
  const [ana, ben] = [await makeUser('responder'), await makeUser('responder')];
  await bad(service, ['v1']);
  const incident = await declared(ana, service);
  const hindrance = async (user: UserActor, search = {}) => (await loadPlan(user, service, search))?.hindrance;
  expect(await hindrance(ana, { incident })).toBeNull();
  expect(await hindrance(ben, { incident })).toContain(`commands ${incident} and may`);
  expect(await hindrance(ana)).toMatch(/A release manager may/);
  expect(await hindrance(await makeUser('release_manager'))).toBeNull();
  const viewer = await makeUser('viewer');
  expect(await loadPlan(viewer, service, { incident })).toMatchObject({ mayPlan: false });
  await expect(offerRollback.execute(ask(service), { actor: viewer })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await loadPlan(ana, 'never-named', {})).toBeNull();
});

it('tells nobody of a private incident who may not see it, and the others all', async () => {
  const service = named('mail');
  const [ana, ben] = [await makeUser('responder'), await makeUser('release_manager')];
  await bad(service, ['v1']);
  const incident = await declared(ana, service, true);
  const id = await rolledBack(service, ana, incident);
  expect((await loadPlan(ben, service, { incident }))?.incident).toBeNull();
  expect((await loadPlan(ana, service, { incident }))?.incident).toMatchObject({ key: incident, isPrivate: true });
  const seen = async (user: UserActor) => {
    const [run, list, workloads] = await Promise.all([
      loadRun(user, id),
      loadRollbackList(user, { service }),
      loadWorkloadsOf(user, service),
    ]);
    return JSON.stringify([run, list, workloads]);
  };
  expect(await seen(ana)).toContain(incident);
  const hidden = await seen(ben);
  expect(hidden).toContain(id);
  expect(hidden).not.toContain(incident);
  expect(hidden).not.toContain('Logins fail');
  await changeAccess.execute({ key: incident, user: ben.id, do: 'let_in' }, { actor: ana });
  expect(await seen(ben)).toContain(incident);
});

it('undoes the most suspected first, keeps the latest rollback of the incident, and names what is linked to nothing', async () => {
  const service = named('search');
  const ana = await makeUser('release_manager');
  await bad(service, ['v1']);
  const key = await declared(ana, service);
  const undo = async () => {
    const view = await loadIncident(ana, key);
    return view && loadUndo(ana, view.incident);
  };
  expect(await undo()).toMatchObject({
    targets: [{ service, simulated: true, workload: `shop/${service}` }],
    latest: null,
  });
  const id = await rolledBack(service, ana, key);
  expect((await undo())?.latest?.id).toBe(id);
  const other = await declared(ana, 'nowhere-linked');
  const view = await loadIncident(ana, other);
  expect(view && (await loadUndo(ana, view.incident))).toMatchObject({ targets: [], unlinked: ['nowhere-linked'] });
});
