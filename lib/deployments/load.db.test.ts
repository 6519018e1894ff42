import { beforeAll, describe, expect, test } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postIncident } from '@/app/api/v1/incidents/route';
import { GET as getDora } from '@/app/api/v1/metrics/dora/route';
import type { UserActor } from '@/lib/auth/actor';
import { ForbiddenError } from '@/lib/core/errors';
import { loadIncident } from '@/lib/incidents/load';
import { loadIncidentList } from '@/lib/incidents/load/list';
import { doraAnswer } from '@/lib/metrics/schema';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { removeDeployment } from './commands/remove';
import { type DeploymentsView, loadDeployment, loadDeployments, loadLatestDeployments } from './load';

/** The worked example of metrics.md with what counts nowhere beside it: what pages say of each record adds up to the numbers. */
let key: string;
let admin: UserActor;
let viewer: UserActor;
const march = { from: '2026-03-01', to: '2026-03-31' };

async function deploy(id: string, status: string, at: string, changes: [string, string][] = [], more = {}) {
  const { status: code } = await call(postDeployment, 'POST', {
    key,
    body: {
      id,
      status,
      service: 'checkout',
      environment: 'production',
      ...(['queued', 'in_progress'].includes(status) ? { started_at: at } : { finished_at: at }),
      changes: changes.map(([sha, merged]) => ({ sha, committed_at: merged, merged_at: merged })),
      ...more,
    },
  });
  expect(code).toBeLessThan(300);
}

async function incident(id: string, detected: string, more: object) {
  const body = { id, title: id, severity: 'SEV2', services: ['checkout'], environment: 'production', ...more };
  const answer = await call(postIncident, 'POST', { key, body: { ...body, detected_at: detected } });
  expect(answer.status).toBe(201);
}

beforeAll(async () => {
  ({ key } = await createTestKey());
  [admin, viewer] = [await makeUser('admin'), await makeUser('viewer')];
  const c: [string, string] = ['c', '2026-03-05T09:00:00Z'];
  await deploy('d1', 'succeeded', '2026-03-02T10:00:00Z', [
    ['a', '2026-03-02T08:00:00Z'],
    ['b', '2026-03-01T10:00:00Z'],
  ]);
  await deploy('d2', 'failed', '2026-03-05T10:00:00Z', [c]);
  await deploy('d3', 'succeeded', '2026-03-05T12:00:00Z', [c]);
  await deploy('d4', 'rolled_back', '2026-03-10T10:00:00Z', [['d', '2026-03-09T10:00:00Z']]);
  await deploy('d5', 'succeeded', '2026-03-10T10:30:00Z', [], { is_rollback: true, rollback_of: 'd4' });
  await deploy('d6', 'succeeded', '2026-03-31T00:00:00Z', [['e', '2026-03-30T00:00:00Z']]);
  // None of these counts: not finished, cancelled, staging, clocks that disagree, a change that was there before.
  await deploy('x1', 'in_progress', '2026-03-11T10:00:00Z');
  await deploy('x2', 'cancelled', '2026-03-12T10:00:00Z', [['f', '2026-03-12T09:00:00Z']]);
  await deploy('x3', 'failed', '2026-03-13T10:00:00Z', [], { environment: 'staging' });
  await deploy('x4', 'succeeded', '2026-03-14T10:00:00Z', [
    ['g', '2026-03-14T11:00:00Z'],
    ['a', '2026-03-02T08:00:00Z'],
  ]);
  await incident('i1', '2026-03-10T10:05:00Z', {
    resolved_at: '2026-03-10T10:35:00Z',
    caused_by: 'd4',
    fixed_by: 'd5',
  });
  await incident('i2', '2026-03-20T00:00:00Z', { resolved_at: '2026-03-20T01:30:00Z' });
  await incident('i3', '2026-03-21T00:00:00Z', { caused_by: 'd3' });
  await incident('i4', '2026-03-22T00:00:00Z', { resolved_at: '2026-03-22T01:00:00Z', kind: 'drill', caused_by: 'd1' });
  await incident('i5', '2026-03-23T00:00:00Z', { resolved_at: '2026-03-23T01:00:00Z', environment: 'staging' });
});

const pageOf = (item: { href: string }) => item.href.slice(item.href.lastIndexOf('/') + 1);

describe.each(['handbook', 'dora'] as const)('by the definition of %s', (definition) => {
  test('the verdicts of the records add up to the numbers', async () => {
    const { items } = await loadDeployments(admin, march);
    const sums = { frequency: 0, changes: 0, failed: 0, finished: 0, rework: 0, reached: 0 };
    for (const item of items) {
      const view = await loadDeployment(admin, pageOf(item));
      const [frequency, lead, failure, rework] = view?.verdicts[definition] ?? [];
      const changes = view?.changes.filter(({ leftOut }) => leftOut[definition] === null).length ?? 0;
      expect(lead?.counts).toBe(changes > 0);
      sums.frequency += Number(frequency?.counts);
      sums.changes += changes;
      sums.failed += Number(failure?.marked);
      sums.finished += Number(failure?.counts);
      sums.rework += Number(rework?.marked);
      sums.reached += Number(rework?.counts);
    }
    const [open, over] = await Promise.all([
      loadIncidentList(admin, { drills: '1' }),
      loadIncidentList(admin, { tab: 'resolved', drills: '1', limit: '200' }),
    ]);
    let restored = 0;
    for (const { key: incidentKey } of [...open.rows, ...over.rows])
      restored += Number((await loadIncident(admin, incidentKey))?.verdicts[definition][0]?.counts);

    const query = `?from=${march.from}&to=${march.to}&definition=${definition}`;
    const numbers = doraAnswer.parse((await call(getDora, 'GET', { key, query })).body);
    expect(numbers.deployment_frequency.deployments).toBe(5); // the example's four, and x4
    expect(sums).toEqual({
      frequency: numbers.deployment_frequency.deployments,
      changes: numbers.lead_time.changes,
      failed: numbers.change_failure_rate.failed,
      finished: numbers.change_failure_rate.deployments,
      rework: numbers.rework_rate.reworked,
      reached: numbers.rework_rate.deployments,
    });
    expect(restored).toBe(numbers.time_to_restore.incidents);
  });
});

describe('the list', () => {
  const ids = ({ items }: DeploymentsView) => items.map(({ id }) => id);

  test('is left both ways by its cursors, each row once', async () => {
    const all = ids(await loadDeployments(viewer, march));
    expect(all).toHaveLength(9);
    const first = await loadDeployments(viewer, { ...march, limit: '4' });
    expect([ids(first), first.newer]).toEqual([all.slice(0, 4), null]);
    const second = await loadDeployments(viewer, { ...march, limit: '4', cursor: first.older ?? '' });
    expect(ids(second)).toEqual(all.slice(4, 8));
    const third = await loadDeployments(viewer, { ...march, limit: '4', cursor: second.older ?? '' });
    expect([ids(third), third.older]).toEqual([all.slice(8), null]);
    const back = await loadDeployments(viewer, { ...march, limit: '4', cursor: third.newer ?? '' });
    expect(ids(back)).toEqual(all.slice(4, 8));
    const top = await loadDeployments(viewer, { ...march, limit: '4', cursor: back.newer ?? '' });
    expect([ids(top), top.newer, top.older]).toEqual([all.slice(0, 4), null, first.older]);
  });

  test('narrows by service, environment, status and team; a name that nothing has matches nothing', async () => {
    const list = async (search: object) => ids(await loadDeployments(viewer, { ...march, ...search }));
    expect(await list({ environment: 'staging' })).toEqual(['x3']);
    expect(await list({ status: ['failed', 'cancelled'] })).toEqual(['x3', 'x2', 'd2']);
    expect(await list({ service: ['checkout', 'nobody'], status: 'failed', limit: '1' })).toEqual(['x3']);
    expect(await list({ service: 'nobody' })).toEqual([]);
    expect(await list({ team: 'nobody' })).toEqual([]);
  });

  test('leaves out what makes no sense and says so; the rest still holds', async () => {
    const wrongCursor = await loadDeployments(viewer, { ...march, cursor: 'x', status: 'failed' });
    expect([ids(wrongCursor), wrongCursor.ignored]).toEqual([['x3', 'd2'], ['cursor']]);
    expect((await loadDeployments(viewer, { from: '2026-03-31', to: '2026-03-01' })).ignored).toEqual(['from', 'to']);
    expect((await loadDeployments(viewer, { to: '1970-01-02', range: '365d' })).ignored).toEqual(['to']);
    expect((await loadDeployments(viewer, { status: 'lost' })).ignored).toEqual(['status']);
  });

  test('marks causes that metrics count: a drill is none', async () => {
    const { items } = await loadDeployments(viewer, march);
    expect(Object.fromEntries(items.map(({ id, caused }) => [id, caused.length]))).toMatchObject({
      d1: 0,
      d3: 1,
      d4: 1,
    });
  });
});

test('a deployment names what it undoes, and by what it was undone', async () => {
  const { items } = await loadDeployments(viewer, march);
  const view = async (id: string) =>
    loadDeployment(viewer, pageOf(items.find((item) => item.id === id) ?? { href: '/' }));
  expect((await view('d5'))?.undoes).toMatchObject({ id: 'd4' });
  expect((await view('d4'))?.undoneBy).toMatchObject([{ id: 'd5' }]);
  expect((await view('d2'))?.changes[0]?.first).toMatchObject({ id: 'd3' });
  expect(await loadDeployment(viewer, '999999')).toBeNull();
  expect(await loadDeployment(viewer, 'd1')).toBeNull();
});

test('an administrator deletes by the number of the page, of two sources with the same id only that one; nobody else may', async () => {
  const other = await createTestKey();
  await call(postDeployment, 'POST', {
    key: other.key,
    body: {
      id: 'd6',
      service: 'cart',
      environment: 'production',
      status: 'succeeded',
      finished_at: '2026-04-02T00:00:00Z',
    },
  });
  const april = { from: '2026-03-31', to: '2026-04-10' };
  const mine = (await loadDeployments(admin, { ...april, service: 'checkout' })).items[0];
  const number = Number(pageOf(mine ?? { href: '/' }));
  await expect(removeDeployment.execute({ key: number }, { actor: viewer })).rejects.toThrow(ForbiddenError);
  expect(await removeDeployment.execute({ key: number }, { actor: admin })).toMatchObject({ id: 'd6' });
  expect(await removeDeployment.execute({ key: number }, { actor: admin })).toBeNull();
  expect((await loadDeployments(admin, april)).items.map(({ service, id }) => [service, id])).toEqual([['cart', 'd6']]);
  expect((await loadDeployment(viewer, String(number))) ?? null).toBeNull();
});

test('the latest deployments are those of the environments that the page is about', async () => {
  const latest = async (search: Record<string, string>) =>
    (await loadLatestDeployments(viewer, 100, search)).map(({ id }) => id);
  expect(await latest({ environment: 'staging' })).toEqual(['x3']);
  expect(await latest({ environment: 'production' })).not.toContain('x3');
  expect(await latest({})).toContain('x3');
});
