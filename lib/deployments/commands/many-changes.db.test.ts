import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { POST } from '@/app/api/v1/deployments/route';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';

test('a deployment takes the 1,000 changes that the contract grants, every field filled in, and not one more', async () => {
  const { key } = await createTestKey();
  const change = (index: number) => ({
    sha: index.toString(16).padStart(40, '0'),
    committed_at: '2026-03-01T18:00:00Z',
    merged_at: '2026-03-02T08:00:00Z',
    title: 'Retry',
    author: 'ana',
    author_kind: 'human',
    url: `https://x.example/${index}`,
  });
  const body = {
    id: 'a-thousand',
    service: 'checkout',
    environment: 'production',
    status: 'succeeded',
    finished_at: '2026-03-02T10:00:00Z',
    started_at: '2026-03-02T09:50:00Z',
    version: 'v1',
    commit: 'abc',
    repository: 'acme/checkout',
    team: 'payments',
    actor: 'ci',
    strategy: 'rolling',
    is_rollback: false,
    is_hotfix: false,
    rollback_of: null,
    url: 'https://ci.example/1',
    changes: Array.from({ length: 1_000 }, (_, index) => change(index)),
  };
  expect(await call(POST, 'POST', { key, body })).toMatchObject({ status: 201 });
  const [row] = await primarySql<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM change WHERE url LIKE 'https://x.example/%'`);
  expect(row?.count).toBe(1_000);
  const more = { ...body, changes: Array.from({ length: 1_001 }, (_, index) => ({ ...change(index), url: null })) };
  expect(await call(POST, 'POST', { key, body: more })).toMatchObject({ status: 422, body: { path: '/changes' } });
});
