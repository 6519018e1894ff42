import sql from 'sql-template-tag';
import { beforeAll, describe, expect, test } from 'vitest';
import { POST as postChange } from '@/app/api/v1/changes/route';
import { DELETE, GET } from '@/app/api/v1/deployments/[id]/route';
import { GET as list, POST } from '@/app/api/v1/deployments/route';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';

let key: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
});

const base = {
  service: 'checkout',
  environment: 'production',
  status: 'succeeded',
  finished_at: '2026-03-02T10:00:00Z',
};
const post = (body: unknown, headers: Record<string, string> = {}, by = key) =>
  call(POST, 'POST', { key: by, body, headers });
const get = (id: string, by = key) => call(GET, 'GET', { key: by, params: { id } });
let next = 0;
const freshId = () => {
  next += 1;
  return `wire-${next}`;
};

describe('order of statuses', () => {
  const times = { started_at: '2026-03-02T09:50:00Z', finished_at: '2026-03-02T10:00:00Z' };
  test.each([
    ['queued', 'in_progress', 'in_progress', false],
    ['queued', 'succeeded', 'succeeded', false],
    ['in_progress', 'failed', 'failed', false],
    ['in_progress', 'cancelled', 'cancelled', false],
    ['succeeded', 'rolled_back', 'rolled_back', false],
    ['in_progress', 'queued', 'in_progress', true],
    ['succeeded', 'in_progress', 'succeeded', true],
    ['rolled_back', 'succeeded', 'rolled_back', true],
    ['succeeded', 'failed', 'succeeded', true],
    ['failed', 'succeeded', 'failed', true],
    ['failed', 'rolled_back', 'failed', true],
    ['cancelled', 'succeeded', 'cancelled', true],
    ['succeeded', 'succeeded', 'succeeded', true],
  ])('%s, then %s is %s (duplicate: %s)', async (first, second, status, duplicate) => {
    const id = freshId();
    expect((await post({ ...base, ...times, id, status: first })).status).toBe(201);
    expect(await post({ ...base, ...times, id, status: second })).toMatchObject({
      status: 200,
      body: { status, duplicate },
    });
    expect((await get(id)).body.status).toBe(status);
  });
});

test('a late lower status fills in what was unknown and changes nothing that is known', async () => {
  const id = freshId();
  await post({ ...base, id, version: 'v2' });
  const late = {
    ...base,
    id,
    status: 'in_progress',
    finished_at: undefined,
    started_at: '2026-03-02T09:00:00Z',
    version: 'v1',
    is_hotfix: true,
  };
  expect((await post(late)).body).toMatchObject({ status: 'succeeded', duplicate: true });
  expect((await get(id)).body).toMatchObject({
    version: 'v2',
    started_at: '2026-03-02T09:00:00.000Z',
    is_hotfix: true,
  });
});

test.each([
  [{ id: undefined }, '/id'],
  [{ id: '' }, '/id'],
  [{ id: 'x'.repeat(256) }, '/id'],
  [{ id: 7 }, '/id'],
  [{ service: 'Not A Slug' }, '/service'],
  [{ service: undefined }, '/service'],
  [{ environment: ' ' }, '/environment'],
  [{ environment: undefined }, '/environment'],
  [{ status: 'done' }, '/status'],
  [{ finished_at: undefined }, '/finished_at'],
  [{ finished_at: null }, '/finished_at'],
  [{ finished_at: '2026-03-02T10:00:00' }, '/finished_at'],
  [{ finished_at: 'infinity' }, '/finished_at'],
  [{ started_at: '2026-03-02T11:00:00Z' }, '/finished_at'],
  [{ finished_at: '1999-12-31T23:59:59Z' }, '/finished_at'],
  [{ url: 'javascript:alert(1)' }, '/url'],
  [{ strategy: 'yolo' }, '/strategy'],
  [{ is_rollback: 'false' }, '/is_rollback'],
  [{ version: 'a\u0000b' }, '/version'],
  [{ version: 'a\ud800' }, '/version'],
  [{ changes: [{ sha: 'a b', committed_at: base.finished_at }] }, '/changes/0/sha'],
  [{ changes: [{ sha: 'a' }] }, '/changes/0/committed_at'],
  [{ changes: [{ sha: 'a', committed_at: base.finished_at, author_kind: 'cat' }] }, '/changes/0/author_kind'],
  [{ surprise: 1 }, '/surprise'],
  [{ constructor: 1 }, '/constructor'],
])('%o is refused at %s and leaves nothing', async (change, path) => {
  const id = 'refused-once';
  const service = 'never-seen';
  const answer = await post({ ...base, service, id, ...change });
  expect(answer).toMatchObject({
    status: 422,
    body: { path, code: expect.stringMatching(/validation_failed|time_too_old/) },
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await get(id)).toMatchObject({ status: 404 });
  expect(await primarySql(sql`SELECT 1 FROM service WHERE slug = 'never-seen'`)).toEqual([]);
});

test('a time 5 minutes ahead is accepted, 6 minutes are not; the field is named', async () => {
  const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000 - 2_000).toISOString();
  expect((await post({ ...base, id: freshId(), finished_at: ahead(5) })).status).toBe(201);
  expect(await post({ ...base, id: freshId(), finished_at: ahead(6) })).toMatchObject({
    status: 422,
    body: { code: 'time_in_future', path: '/finished_at' },
  });
  const changes = [{ sha: 'a', committed_at: base.finished_at, merged_at: ahead(9) }];
  expect(await post({ ...base, id: freshId(), changes })).toMatchObject({
    status: 422,
    body: { path: '/changes/0/merged_at' },
  });
});

test('the same id from another key is another deployment; in another service it is refused', async () => {
  const other = await createTestKey();
  const id = freshId();
  await post({ ...base, id });
  expect((await post({ ...base, id, service: 'cart' }, {}, other.key)).status).toBe(201);
  expect(await post({ ...base, id, service: 'cart' })).toMatchObject({
    status: 409,
    body: { code: 'id_in_use', path: '/service' },
  });
  expect(await post({ ...base, id, environment: 'staging' })).toMatchObject({
    status: 409,
    body: { path: '/environment' },
  });
  expect((await get(id)).body.service).toBe('checkout');
  expect((await get(id, other.key)).body.service).toBe('cart');
  const third = await createTestKey(['read']);
  expect(await get(id, third.key)).toMatchObject({ status: 409, body: { code: 'ambiguous_id' } });
});

test('an Idempotency-Key answers as the first time, also the status; another body is a conflict', async () => {
  const id = freshId();
  const headers = { 'idempotency-key': `key-${id}` };
  const first = await post({ ...base, id }, headers);
  const again = await post({ ...base, id }, headers);
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(await post({ ...base, id, version: 'v2' }, headers)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_mismatch' },
  });
  expect((await get(id)).body.version).toBeNull();
});

test('100 times the same event at once: one row, one creation, every answer 2xx', async () => {
  const id = freshId();
  const body = {
    ...base,
    id,
    service: 'storm',
    team: 'Rain',
    changes: [{ sha: 'drop', committed_at: base.finished_at }],
  };
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(body)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
  expect(answers.filter(({ body: { duplicate } }) => !duplicate)).toHaveLength(1);
  expect(new Set(answers.map(({ body: { url } }) => url)).size).toBe(1);
  const [counts] = await primarySql(sql`
    SELECT (SELECT count(*)::int FROM deployment WHERE external_id = ${id}) AS deployments,
      (SELECT count(*)::int FROM change WHERE sha = 'drop') AS changes, (SELECT count(*)::int FROM service WHERE slug = 'storm') AS services`);
  expect(counts).toEqual({ deployments: 1, changes: 1, services: 1 });
});

test("a service's team is the one that its latest deployment names, whatever came last, unless a person pinned it", async () => {
  const team = async () =>
    (
      await primarySql<{ team: string | null }>(sql`
      SELECT t.slug AS team FROM service s LEFT JOIN team t ON t.id = s.team_id WHERE s.slug = 'moving'`)
    )[0]?.team;
  const event = (id: string, name: string, hour: number) => ({
    ...base,
    id,
    service: 'moving',
    team: name,
    finished_at: `2026-03-02T${hour}:00:00Z`,
  });
  await post(event('m2', 'Beta', 12));
  await post(event('m1', 'Alpha', 11));
  expect(await team()).toBe('beta');
  await post(event('m3', 'Gamma', 13));
  expect(await team()).toBe('gamma');
  await call(DELETE, 'DELETE', { key, params: { id: 'm3' } });
  expect(await team()).toBe('beta');
  await primarySql(sql`UPDATE service SET team_pinned = true WHERE slug = 'moving'`);
  await post(event('m4', 'Delta', 14));
  expect(await team()).toBe('beta');
});

test('kinds of environments follow their names, without regard to case', async () => {
  for (const environment of ['Production', 'PROD', 'live', 'UAT', 'dev', 'eu-west'])
    await post({ ...base, id: freshId(), environment });
  const rows = await primarySql(sql`
    SELECT name, kind FROM environment WHERE name IN ('production', 'prod', 'live', 'uat', 'dev', 'eu-west') ORDER BY name`);
  expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
    'dev development',
    'eu-west other',
    'live production',
    'prod production',
    'production production',
    'uat staging',
  ]);
});

test('a deleted deployment leaves the numbers and stays in the audit log; its id can come again', async () => {
  const id = freshId();
  const changes = [{ sha: 'gone', committed_at: '2026-03-01T10:00:00Z' }];
  await post({ ...base, id, service: 'deleter', changes });
  await post({ ...base, id: `${id}-later`, service: 'deleter', finished_at: '2026-03-03T10:00:00Z', changes });
  const arrivals = () =>
    primarySql<{ at: Date }>(sql`
    SELECT a.finished_at AS at FROM arrival a JOIN change c ON c.id = a.change_id WHERE c.sha = 'gone'`);
  expect(await arrivals()).toEqual([{ at: new Date(base.finished_at) }]);
  expect(await call(DELETE, 'DELETE', { key, params: { id } })).toMatchObject({ status: 204 });
  expect(await arrivals()).toEqual([{ at: new Date('2026-03-03T10:00:00Z') }]);
  expect(await get(id)).toMatchObject({ status: 404 });
  expect(await call(DELETE, 'DELETE', { key, params: { id } })).toMatchObject({ status: 404 });
  const [audit] = await primarySql<{ subject: string; detail: Record<string, unknown> }>(sql`
    SELECT subject, detail FROM audit_entry WHERE action = 'deployment.delete' AND subject = ${id}`);
  expect(audit?.detail).toMatchObject({ external_id: id, service: 'deleter', shas: ['gone'], status: 'succeeded' });
  expect((await post({ ...base, id, service: 'deleter', changes })).status).toBe(201);
  expect(await arrivals()).toEqual([{ at: new Date(base.finished_at) }]);
});

test('a change reported apart meets its deployment, and a correction moves its lead time', async () => {
  const leads = () =>
    primarySql<{ merge: number }>(sql`
    SELECT a.merge_ms AS merge FROM arrival a JOIN change c ON c.id = a.change_id WHERE c.sha = 'apart'`);
  const change = { service: 'checkout', sha: 'apart', committed_at: '2026-03-02T08:00:00Z' };
  expect(await call(postChange, 'POST', { key, body: change })).toMatchObject({
    status: 201,
    body: { duplicate: false },
  });
  await post({ ...base, id: freshId(), changes: [{ sha: 'apart', committed_at: '2026-03-02T08:00:00Z' }] });
  expect(await leads()).toEqual([{ merge: 7_200_000 }]);
  const merged = { ...change, merged_at: '2026-03-02T09:30:00Z', author_kind: 'bot' };
  expect(await call(postChange, 'POST', { key, body: merged })).toMatchObject({
    status: 200,
    body: { duplicate: false },
  });
  expect(await leads()).toEqual([{ merge: 1_800_000 }]);
  expect(await call(postChange, 'POST', { key, body: change })).toMatchObject({
    status: 200,
    body: { duplicate: true },
  });
});

test('lists filter by time and status and page without a gap', async () => {
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await call(list, 'GET', {
      key,
      query: `?limit=9&status=succeeded&status=failed&to=2026-03-03T00:00:00Z${cursor}`,
    });
    ids.push(...body.items.map((item: { id: string; source: string }) => `${item.source} ${item.id}`));
    expect(body.items.every((item: { status: string }) => ['succeeded', 'failed'].includes(item.status))).toBe(true);
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
  } while (cursor);
  const [row] = await primarySql<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM deployment WHERE status IN ('succeeded', 'failed') AND ordered_at < '2026-03-03'`);
  expect(ids).toHaveLength(row?.n ?? -1);
  for (const bad of ['limit=201', 'limit=0', 'limit=x', 'cursor=nope', 'from=yesterday', 'status=done', 'wat=1']) {
    expect((await call(list, 'GET', { key, query: `?${bad}` })).status, bad).toBe(422);
  }
});

test('refusals are noted with their reason, and not those of unknown keys', async () => {
  const { key: own, sourceId } = await createTestKey(['ingest']);
  await post({ ...base, id: freshId(), status: 'done' }, {}, own);
  await call(POST, 'POST', { key: own, raw: '{"a":' });
  await call(POST, 'POST', { key: own, raw: '{}', headers: { 'content-type': 'text/plain' } });
  await call(POST, 'POST', { key: own, raw: JSON.stringify({ 'a\u0000\ud800': 1 }) });
  expect((await post(base, {}, 'fl_not_a_key')).status).toBe(401);
  expect((await call(DELETE, 'DELETE', { key: own, params: { id: 'x' } })).status).toBe(403);
  const rows = await primarySql(sql`SELECT result, code, path FROM delivery WHERE source_id = ${sourceId} ORDER BY id`);
  expect(rows).toEqual([
    { result: 'refused', code: 'validation_failed', path: '/status' },
    { result: 'refused', code: 'malformed_json', path: '' },
    { result: 'refused', code: 'unsupported_media_type', path: null },
    { result: 'refused', code: 'validation_failed', path: '/id' },
  ]);
});
