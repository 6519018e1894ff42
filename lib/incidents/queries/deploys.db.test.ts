import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { countWrongLinks } from '@/lib/metrics/verify';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { judgeDeploy } from '../commands/deploys';
import { keepIncidents } from '../commands/keep';
import type { IncidentDetail } from '../schema';

let apiKey: string;
beforeAll(async () => {
  ({ key: apiKey } = await createTestKey());
});
const { post, patch, get } = incidentCalls(() => apiKey);
/** Today's clock, so that 14:25 was a quarter of an hour ago. */
const at = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return new Date(now().getTime() + ((hours - 14) * 60 + minutes - 40) * 60_000).toISOString();
};

async function deployed(id: string, service: string, clock: string, more: object = {}): Promise<void> {
  const body = {
    id,
    service,
    environment: 'prod-eu',
    status: 'succeeded',
    finished_at: at(clock),
    version: id,
    ...more,
  };
  expect(await call(postDeployment, 'POST', { key: apiKey, body })).toMatchObject({ status: 201 });
}

test('what changed is ranked: the service itself near the onset first, others behind, what came later never', async () => {
  await deployed('pay-late', 'payments', '14:30');
  await deployed('pay-far', 'payments', '09:00');
  await deployed('pay-near', 'payments', '14:20', { changes: [{ sha: 'abc', committed_at: at('08:00') }] });
  await deployed('mail', 'mail', '14:21');
  await deployed('old', 'mail', '07:00');
  await deployed('elsewhere', 'mail', '14:20', { environment: 'staging' });
  await deployed('undo', 'mail', '14:22', { is_rollback: true });
  const { body: made } = await post({
    id: 'ranked',
    title: 'Payments fail',
    severity: 'SEV2',
    services: ['payments'],
    environment: 'prod-eu',
    detected_at: at('14:25'),
  });
  await keepIncidents();
  const ranked = async () => (await get(made.key)).body.deployments as IncidentDetail['deployments'];
  expect((await ranked()).map(({ deployment, verdict }) => [deployment, verdict])).toEqual([
    ['pay-near', 'suspect'],
    ['pay-far', 'suspect'],
    ['mail', null],
  ]);
  const [first, , mail] = await ranked();
  expect(first?.reasons).toEqual(['same service', '1 change']);
  expect(mail?.reasons).toEqual(['other service']);
  // Somebody says that it was the other one: it stays beside the incident under that word.
  const actor = await makeUser('responder');
  await judgeDeploy.execute({ key: made.key, deployment: mail?.key ?? 0, verdict: 'caused' }, { actor });
  expect((await ranked()).find(({ deployment }) => deployment === 'mail')).toMatchObject({ verdict: 'caused' });
  expect((await get(made.key)).body.caused_by).toBe('mail');
  // What the incident says now counts, whoever said it and where.
  const verdicts = async () =>
    Object.fromEntries((await ranked()).map(({ deployment, verdict }) => [deployment, verdict]));
  await patch(made.key, { caused_by: 'pay-near' });
  expect(await verdicts()).toEqual({ 'pay-near': 'caused', 'pay-far': 'suspect', mail: 'suspect' });
  await judgeDeploy.execute({ key: made.key, deployment: first?.key ?? 0, verdict: 'suspect' }, { actor });
  expect((await get(made.key)).body.caused_by).toBeNull();
});

test('a verdict on one of two deployments of the same id counts for that one', async () => {
  const second = (await createTestKey()).key;
  const report = (by: string, service: string) =>
    call(postDeployment, 'POST', {
      key: by,
      body: { id: 'twin', service, environment: 'prod-eu', status: 'succeeded', finished_at: at('13:00') },
    });
  await report(apiKey, 'twin-a');
  await report(second, 'twin-b');
  const { body: made } = await post({
    id: 'twins',
    title: 'Either of two',
    severity: 'SEV3',
    services: ['twin-b'],
    environment: 'prod-eu',
    detected_at: at('14:25'),
  });
  const numberOf = async (service: string) => {
    const [row] = await primarySql<{ id: number }>(sql`
      SELECT d.id FROM deployment d JOIN service s ON s.id = d.service_id WHERE s.slug = ${service}`);
    return row?.id ?? 0;
  };
  const cause = async () =>
    (
      await primarySql<{ slug: string }>(sql`
        SELECT s.slug FROM incident i JOIN deployment d ON d.id = i.caused_by_id JOIN service s ON s.id = d.service_id
        WHERE 'INC-' || i.number = ${made.key}`)
    )[0]?.slug;
  const actor = await makeUser('responder');
  for (const service of ['twin-b', 'twin-a', 'twin-b']) {
    await judgeDeploy.execute({ key: made.key, deployment: await numberOf(service), verdict: 'caused' }, { actor });
    expect(await cause()).toBe(service);
  }
  expect(await countWrongLinks({ sql: primarySql })).toBe(0);
});
