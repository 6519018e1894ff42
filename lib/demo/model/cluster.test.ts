import { expect, test } from 'vitest';
import { healthAt, podViews } from '@/lib/clusters/model/simulation';
import { simulatedWorkload } from '@/lib/clusters/schema/simulated';
import { deploymentBody } from '@/lib/deployments/schema';
import { incidentBody } from '@/lib/incidents/schema';
import { badDeployment, badReleaseIncident, demoWorkload, nextBadVersion, type ServedVersion } from './cluster';

const now = new Date('2026-11-24T15:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const served = (version: string, minutes: number, status: ServedVersion['status'] = 'succeeded'): ServedVersion => ({
  version,
  status,
  finishedAt: ago(minutes),
});
const shop = { service: 'cart', team: 'checkout', isBroken: false };

test('what runs is what was deployed last; one that was left is on record as left, and crashes', () => {
  const { workload, revisions } = demoWorkload(
    shop,
    [served('v2.1.0', 300), served('v2.2.0', 200, 'rolled_back'), served('v2.1.0', 180)],
    now,
  );
  expect(workload.revisions.map(({ key, behaviour }) => [key, behaviour.kind])).toEqual([
    ['cart-v2.2.0', 'crash-loop'],
    ['cart-v2.1.0', 'healthy'],
  ]);
  expect(healthAt(workload, now.getTime())).toMatchObject({ phase: 'healthy', available: 3 });
  expect(revisions).toMatchObject([
    { key: 'cart-v2.2.0', isCurrent: false, healthySeconds: 0, rolledBackAt: ago(180) },
    { key: 'cart-v2.1.0', isCurrent: true, healthySeconds: 280 * 60, rolledBackAt: null, firstSeenAt: ago(300) },
  ]);
  expect(simulatedWorkload.parse(workload)).toEqual(workload);
});

test('a broken release crashes on every pod and was never healthy; what ran before it stays known good', () => {
  const { workload, revisions } = demoWorkload(
    { ...shop, isBroken: true },
    [served('v2.1.0', 300), served('v3.0.0', 9)],
    now,
  );
  expect(podViews(workload, now.getTime()).map(({ key, state }) => [key, state])).toEqual(
    Array(3).fill(['cart-v3.0.0', 'crashing']),
  );
  expect(revisions.map(({ healthySeconds }) => healthySeconds)).toEqual([291 * 60, 0]);
});

test('no more than six versions are kept, the latest ones', () => {
  const many = Array.from({ length: 20 }, (_, index) => served(`v2.${index}.0`, 400 - index));
  const { workload } = demoWorkload(shop, many, now);
  expect(workload.revisions.map(({ key }) => key)).toEqual([14, 15, 16, 17, 18, 19].map((n) => `cart-v2.${n}.0`));
});

test.each([
  [[], 'v3.0.0'],
  [['v2.410.0', 'v2.411.1'], 'v3.0.0'],
  [['v3.0.0', 'v2.410.0'], 'v3.1.0'],
  [['v3.9.0', 'v3.10.0'], 'v3.11.0'],
])('after %j comes %s', (reported, next) => expect(nextBadVersion(reported)).toBe(next));

test('its reports are what the API takes, alike each time, and the incident names the deployment', () => {
  const deployment = badDeployment('cart', 'v3.0.0', ago(9));
  const incident = badReleaseIncident('cart', 'v3.0.0', ago(8), ago(6));
  expect(badDeployment('cart', 'v3.0.0', ago(9))).toEqual(deployment);
  expect(deploymentBody.parse(deployment)).toMatchObject({ id: incident.caused_by, service: 'cart' });
  expect(incidentBody.parse(incident)).toMatchObject({ services: ['cart'], said: { causedBy: deployment.id } });
});
