import { beforeAll, expect, it } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postIncident } from '@/app/api/v1/incidents/route';
import type { UserActor } from '@/lib/auth/actor';
import { call, createTestKey, type TestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { loadDeliveries } from './load';

let responder: UserActor;
let keys: TestKey[];

beforeAll(async () => {
  responder = await makeUser('responder');
  keys = [await createTestKey(), await createTestKey()];
  const body = {
    id: 'ci-1',
    service: 'shop',
    environment: 'production',
    status: 'succeeded',
    finished_at: '2026-03-02T10:00:00Z',
  };
  for (const { key } of keys) await call(postDeployment, 'POST', { key, body });
  await call(postDeployment, 'POST', { key: keys[0]?.key, body });
  await call(postDeployment, 'POST', { key: keys[0]?.key, body: { ...body, id: 'ci-2', service: 'NOT A SLUG' } });
  await call(postIncident, 'POST', {
    key: keys[1]?.key,
    body: { id: 'pd-1', title: 'x', severity: 'SEV2', services: ['shop'], detected_at: '2026-03-02T11:00:00Z' },
  });
});

const list = async (search: Record<string, string>) => (await loadDeliveries(responder, search)).deliveries.items;

it('says what became of each delivery and leads to what it made, by the key that brought it', async () => {
  const rows = await list({});
  expect(rows.map(({ kind, result }) => `${kind} ${result}`)).toEqual([
    'incident created',
    'deployment refused',
    'deployment duplicate',
    'deployment created',
    'deployment created',
  ]);
  const [incident, refused, duplicate, second, first] = rows;
  expect(incident?.href).toMatch(/^\/incidents\/INC-\d+$/);
  expect(refused).toMatchObject({ href: null, code: 'validation_failed', path: '/service' });
  expect(first?.href).toMatch(/^\/deployments\/\d+$/);
  expect(duplicate?.href).toBe(first?.href);
  expect(second?.href).not.toBe(first?.href);
});

it('filters by result, kind, key and id, and names what it could not understand', async () => {
  expect(await list({ result: 'refused' })).toHaveLength(1);
  expect(await list({ kind: 'incident' })).toHaveLength(1);
  expect(await list({ source: String(keys[1]?.sourceId) })).toHaveLength(2);
  expect(await list({ id: 'ci-1', result: 'created' })).toHaveLength(2);
  expect(await loadDeliveries(responder, { result: 'lost', cursor: 'x' })).toMatchObject({
    ignored: ['result', 'cursor'],
    filtered: false,
    deliveries: { items: { length: 5 } },
  });
});

it('is for responders and above', async () => {
  await expect(loadDeliveries(await makeUser('viewer'), {})).rejects.toMatchObject({ code: 'forbidden' });
});
