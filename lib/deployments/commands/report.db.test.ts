import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST } from '@/app/api/v1/deployments/route';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';

let key: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
});

const event = {
  id: 'd1',
  service: 'checkout',
  environment: 'production',
  status: 'succeeded',
  started_at: '2026-03-02T09:50:00Z',
  finished_at: '2026-03-02T10:00:00Z',
  team: 'Payments',
  changes: [{ sha: 'a1', committed_at: '2026-03-01T18:00:00Z', merged_at: '2026-03-02T08:00:00Z' }],
};

test('the first report creates, the same again is a duplicate, a change is an update', async () => {
  const first = await call(POST, 'POST', { key, body: event });
  expect(first).toMatchObject({ status: 201, body: { id: 'd1', status: 'succeeded', duplicate: false } });
  expect(first.body.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/deployments\/\d+$/);
  expect(await call(POST, 'POST', { key, body: event })).toMatchObject({ status: 200, body: { duplicate: true, url: first.body.url } });
  const update = { ...event, version: 'v2' };
  expect(await call(POST, 'POST', { key, body: update })).toMatchObject({ status: 200, body: { duplicate: false } });
  const [row] = await primarySql(sql`
    SELECT d.version, s.slug, t.slug AS team, a.merge_ms, a.commit_ms, a.first_in_production
    FROM deployment d JOIN service s ON s.id = d.service_id JOIN team t ON t.id = s.team_id JOIN arrival a ON a.deployment_id = d.id`);
  expect(row).toEqual({
    version: 'v2', slug: 'checkout', team: 'payments', merge_ms: 7_200_000, commit_ms: 57_600_000, first_in_production: true,
  });
  const log = await primarySql(sql`SELECT result FROM delivery ORDER BY id`);
  expect(log.map((each) => (each as { result: string }).result)).toEqual(['created', 'duplicate', 'updated']);
});
