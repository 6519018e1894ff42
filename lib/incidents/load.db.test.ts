import { beforeAll, expect, test } from 'vitest';
import { POST as postBulk } from '@/app/api/v1/bulk/route';
import type { UserActor } from '@/lib/auth/actor';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { loadIncidents, loadOpenIncidents } from './load';

let viewer: UserActor;

beforeAll(async () => {
  const { key } = await createTestKey();
  viewer = await makeUser('viewer');
  const lines = Array.from({ length: 203 }, (_, n) => ({
    type: 'incident',
    id: `open-${n}`,
    title: `Open ${n}`,
    severity: n < 2 ? 'SEV1' : 'SEV3',
    kind: n === 202 ? 'drill' : 'real',
    detected_at: new Date(Date.UTC(2026, 2, 2, 10, 0, n)).toISOString(),
  }));
  const raw = lines.map((line) => JSON.stringify(line)).join('\n');
  await call(postBulk, 'POST', { key, raw, headers: { 'content-type': 'application/x-ndjson' } });
});

test('more open incidents than one list holds are counted all', async () => {
  const { open, openTotal } = await loadIncidents(viewer, {});
  expect([open.length, openTotal]).toEqual([200, 203]);
});

test('those of a filter are counted by that filter', async () => {
  const { open, openTotal } = await loadIncidents(viewer, { severity: 'SEV1' });
  expect([open.length, openTotal]).toEqual([2, 2]);
});

test('the most severe come first, however many newer ones are open', async () => {
  const { open } = await loadIncidents(viewer, {});
  expect(open.slice(0, 3).map(({ id }) => id)).toEqual(['open-1', 'open-0', 'open-202']);
  const overview = await loadOpenIncidents(viewer, 3);
  expect(overview.map(({ id }) => id)).toEqual(['open-1', 'open-0', 'open-201']);
});
