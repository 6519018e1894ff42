import { beforeAll, expect, test } from 'vitest';
import { POST as postBulk } from '@/app/api/v1/bulk/route';
import type { UserActor } from '@/lib/auth/actor';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { loadOpenIncidents } from './load';
import { loadIncidentList } from './load/list';

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

test('more open incidents than one list holds are counted all, drills only when they are asked for', async () => {
  const { rows, counts } = await loadIncidentList(viewer, {});
  expect([rows.length, counts.active]).toEqual([200, 202]);
  expect((await loadIncidentList(viewer, { drills: '1' })).counts.active).toBe(203);
});

test('those of a filter are counted by that filter', async () => {
  const { rows, counts } = await loadIncidentList(viewer, { severity: 'SEV1' });
  expect([rows.length, counts.active]).toEqual([2, 2]);
});

test('the most severe come first, however many newer ones are open', async () => {
  const { rows } = await loadIncidentList(viewer, { drills: '1' });
  expect(rows.slice(0, 3).map(({ title }) => title)).toEqual(['Open 1', 'Open 0', 'Open 202']);
  const overview = await loadOpenIncidents(viewer, 3);
  expect(overview.map(({ id }) => id)).toEqual(['open-1', 'open-0', 'open-201']);
});
