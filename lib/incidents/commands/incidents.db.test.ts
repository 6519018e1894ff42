import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST as postNote } from '@/app/api/v1/incidents/[key]/timeline/route';
import { GET as list } from '@/app/api/v1/incidents/route';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { incident as base, incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { loadIncident } from '../load';
import { readLearningFacts } from '../queries/learning';
import { verifyFold } from '../queries/verify-fold';
import { addNote } from './add-note';

let key: string;
let otherKey: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
  ({ key: otherKey } = await createTestKey());
});

const { post, patch, get, declared } = incidentCalls(() => key);

test('it is declared, merged and resolved by three reports, and the log tells it', async () => {
  const first = await post({ ...base, id: 'pd-1' });
  expect(first).toMatchObject({ status: 201, body: { id: 'pd-1', duplicate: false } });
  expect(first.body.key).toMatch(/^INC-\d+$/);
  expect(await post({ ...base, id: 'pd-1' })).toMatchObject({
    status: 200,
    body: { duplicate: true, key: first.body.key },
  });
  const resolved = { id: 'pd-1', services: ['cart'], resolved_at: '2026-03-10T10:35:00Z' };
  expect(await post(resolved)).toMatchObject({ status: 200, body: { duplicate: false } });
  expect(await post(resolved)).toMatchObject({ status: 200, body: { duplicate: true } });
  const { body } = await get('pd-1');
  expect(body).toMatchObject({
    key: first.body.key,
    status: 'resolved',
    services: ['cart', 'checkout'],
    title: base.title,
    roles: ['commander', 'tech_lead', 'communications', 'scribe'].map((seat) => ({ seat, holder: null })),
    durations: { time_to_restore_seconds: 1800 },
  });
  expect(body.timeline.map((row: { seq: number; kind: string }) => [row.seq, row.kind])).toEqual([
    [1, 'declared'],
    [2, 'services_changed'],
    [3, 'milestone_set'],
    [4, 'status_changed'],
    // Missed when it was reported, months later; resolved in time by what was said since.
    [5, 'target_met'],
    [6, 'postmortem_drafted'],
  ]);
  const rest = await get(first.body.key, '?after=3');
  expect(rest.body.timeline).toHaveLength(3);
});

test('resolved_at only moves later', async () => {
  const name = await declared({ resolved_at: '2026-03-10T11:00:00Z' });
  const id = (await get(name)).body.id;
  expect((await post({ id, resolved_at: '2026-03-10T10:30:00Z' })).body.duplicate).toBe(true);
  expect((await post({ id, resolved_at: '2026-03-10T12:00:00Z' })).body.duplicate).toBe(false);
  expect((await get(name)).body.resolved_at).toBe('2026-03-10T12:00:00.000Z');
});

test('re-opened it is not resolved; a repeat of the old end does not end it, a new end does', async () => {
  const end = '2026-03-10T10:35:00Z';
  const name = await declared({ resolved_at: end });
  const { id } = (await get(name)).body;
  expect(await patch(name, { status: 'investigating' })).toMatchObject({ status: 422, body: { path: '/reason' } });
  const reopened = await patch(name, { status: 'investigating', reason: 'Errors are back' });
  expect(reopened.body).toMatchObject({ status: 'investigating', resolved_at: null, occurrence: 2 });
  expect((await post({ ...base, id, resolved_at: end })).body.duplicate).toBe(true);
  expect((await get(name)).body.status).toBe('investigating');
  await post({ id, resolved_at: '2026-03-10T13:00:00Z' });
  expect((await get(name)).body).toMatchObject({
    status: 'resolved',
    resolved_at: '2026-03-10T13:00:00.000Z',
    occurrence: 2,
  });
});

test('time to mitigate counts to the first mitigation, and what was before a re-opening is kept', async () => {
  const ttm = async () => (await get(name)).body.durations.time_to_mitigate_seconds;
  const name = await declared({ services: ['checkout', 'again'], mitigated_at: '2026-03-10T10:15:00Z' });
  await patch(name, { status: 'resolved', resolved_at: '2026-03-10T10:35:00Z' });
  expect(await ttm()).toBe(600);
  await patch(name, { status: 'investigating', reason: 'It came back' });
  expect((await get(name)).body).toMatchObject({ mitigated_at: null, durations: { time_to_mitigate_seconds: 600 } });
  await patch(name, { status: 'resolved', resolved_at: '2026-03-10T13:00:00Z' });
  await patch(name, { status: 'investigating', reason: 'And again' });
  await patch(name, { status: 'resolved', resolved_at: '2026-03-10T15:00:00Z' });
  expect(await ttm()).toBe(600);
  const { milestones } = (await get(name)).body;
  expect(milestones.filter(({ kind }: { kind: string }) => kind === 'mitigated')).toEqual([
    { kind: 'mitigated', at: '2026-03-10T10:15:00.000Z', method: 'reported' },
    { kind: 'mitigated', at: '2026-03-10T15:00:00.000Z', method: 'derived' },
  ]);
  const march = { from: new Date('2026-03-10'), to: new Date('2026-03-11'), days: 1, tz: 'UTC' };
  const [fact, ...others] = await readLearningFacts(march, { service: ['again'], severity: undefined });
  expect([fact?.mitigatedAt, others]).toEqual([new Date('2026-03-10T10:15:00Z'), []]);
  expect(await verifyFold(name)).toEqual({ ok: true, wrong: [] });
});

test.each([
  [{}, { status: 'closed' }, 'illegal_transition', '/status'],
  [{}, { status: 'declined', reason: 'x' }, 'illegal_transition', '/status'],
  [{}, { status: 'cancelled' }, 'validation_failed', '/reason'],
  [{}, { status: 'merged' }, 'validation_failed', '/merged_into'],
  [{ resolved_at: '2026-03-10T11:00:00Z' }, { status: 'mitigated' }, 'illegal_transition', '/status'],
  [{ resolved_at: '2026-03-10T11:00:00Z' }, { status: 'cancelled', reason: 'x' }, 'illegal_transition', '/status'],
  [{}, { status: 'identified', resolved_at: '2026-03-10T11:00:00Z' }, 'validation_failed', '/resolved_at'],
  [
    {},
    { detected_at: '2026-03-10T11:00:00Z', resolved_at: '2026-03-10T10:00:00Z' },
    'validation_failed',
    '/resolved_at',
  ],
  [{}, { resolved_at: '2999-01-01T00:00:00Z' }, 'time_in_future', '/resolved_at'],
  [{}, { nonsense: 1 }, 'validation_failed', '/nonsense'],
  [{}, {}, 'validation_failed', undefined],
])('%o cannot be patched with %o: %s', async (state, change, code, path) => {
  const name = await declared(state);
  const before = await get(name);
  const answer = await patch(name, change);
  expect(answer).toMatchObject({ status: 422, body: { code } });
  expect(answer.body.path).toBe(path);
  expect((await get(name)).body).toEqual(before.body);
});

test.each([
  ['identified', {}, { status: 'identified', mitigated_at: null }],
  [
    'mitigated',
    { mitigated_at: '2026-03-10T10:20:00Z' },
    { status: 'mitigated', mitigated_at: '2026-03-10T10:20:00.000Z' },
  ],
  [
    'resolved',
    { resolved_at: '2026-03-10T10:30:00Z' },
    { status: 'resolved', resolved_at: '2026-03-10T10:30:00.000Z' },
  ],
  ['cancelled', { reason: 'false alarm' }, { status: 'cancelled', reason: 'false alarm' }],
])('an investigating incident becomes %s', async (status, more, expected) => {
  const name = await declared();
  expect(await patch(name, { status, ...more })).toMatchObject({ status: 200, body: expected });
});

test('100 reports of the same incident at once are one incident with one log', async () => {
  // A busy server may ask to be asked again; a pipeline does.
  const report = async (): ReturnType<typeof post> => {
    const answer = await post({ ...base, id: 'storm' });
    return answer.status === 503 ? report() : answer;
  };
  const answers = await Promise.all(Array.from({ length: 100 }, report));
  expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
  expect(new Set(answers.map(({ body }) => body.key)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect((await get('storm')).body.timeline).toHaveLength(1);
});

test('notes are numbered without a gap under concurrency', async () => {
  const name = await declared();
  const notes = await Promise.all(
    Array.from({ length: 30 }, (_each, index) =>
      call(postNote, 'POST', { key, params: { key: name }, body: { text: `step ${index}`, kind: 'decision' } }),
    ),
  );
  expect(notes.every(({ status }) => status === 201)).toBe(true);
  const { body } = await get(name);
  expect(body.timeline.map((row: { seq: number }) => row.seq)).toEqual(
    Array.from({ length: 31 }, (_each, index) => index + 1),
  );
});

test('an id of two sources is ambiguous for a third, and unknown keys are not found', async () => {
  await post({ ...base, id: 'twice' });
  await post({ ...base, id: 'twice' }, otherKey);
  const third = await createTestKey(['read']);
  expect(await get('twice', '', third.key)).toMatchObject({ status: 409, body: { code: 'ambiguous_id' } });
  expect(await get('INC-999999')).toMatchObject({ status: 404 });
});

test('an id that looks like a key never means an incident that was not meant', async () => {
  const name = await declared();
  const { id } = (await get(name)).body;
  const { body: other } = await post({ ...base, title: 'Of another tracker', id: name }, otherKey);
  expect(other.key).not.toBe(name);
  const note = (by: string, key = name) =>
    call(postNote, 'POST', { key: by, params: { key }, body: { text: 'seen', kind: 'note' } });

  // The source that chose it means its own.
  expect((await get(name, '', otherKey)).body.key).toBe(other.key);
  expect((await patch(name, { severity: 'SEV3' }, otherKey)).body).toMatchObject({ key: other.key, severity: 'SEV3' });
  expect((await note(otherKey)).status).toBe(201);
  expect((await get(other.key)).body.timeline.at(-1).text).toBe('seen');

  // For all others it could be either: nothing is guessed, and the answer says how to name each.
  const before = (await get(id)).body;
  for (const answer of [await get(name), await patch(name, { severity: 'SEV3' }), await note(key)]) {
    expect(answer).toMatchObject({ status: 409, body: { code: 'ambiguous_id' } });
    expect(answer.body.detail).toContain(other.key);
  }
  expect((await get(id)).body).toEqual(before);

  // Pages and people name incidents by their keys.
  const viewer = await makeUser('viewer');
  expect((await loadIncident(viewer, name))?.incident).toMatchObject({ key: name, title: base.title });
  const person = { actor: await makeUser('responder') };
  await addNote.execute({ key: name, note: { text: 'by hand', kind: 'note', occurredAt: null } }, person);
  expect((await get(id)).body.timeline.at(-1).text).toBe('by hand');
});

test('an id with leading zeros is an id of a source', async () => {
  const name = await declared();
  const padded = name.replace('-', '-000');
  expect(await get(padded)).toMatchObject({ status: 404 });
  const { body } = await post({ ...base, id: padded });
  expect((await get(padded)).body.key).toBe(body.key);
});

test.each([
  [{ title: undefined }, '/title'],
  [{ severity: 'SEV9' }, '/severity'],
  [{ severity: undefined }, '/severity'],
  [{ detected_at: undefined }, '/detected_at'],
  [{ detected_at: '2026-03-10T10:05:00' }, '/detected_at'],
  [{ services: ['Bad Name'] }, '/services/0'],
  [{ resolved_at: '2026-03-10T10:00:00Z' }, '/resolved_at'],
  [{ kind: 'real!' }, '/kind'],
  [{ extra: 1 }, '/extra'],
])('a first report with %o is refused at %s', async (change, path) => {
  const answer = await post({ ...base, ...change, id: 'refused' });
  expect(answer).toMatchObject({ status: 422, body: { path } });
  expect(await get('refused')).toMatchObject({ status: 404 });
});

test('lists filter and page without a gap', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await call(list, 'GET', { key, query: `?limit=7&service=checkout${cursor}` });
    seen.push(...body.items.map((item: { key: string }) => item.key));
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
  } while (cursor);
  const [row] = await primarySql<{ n: number }>(sql`SELECT count(*)::int AS n FROM incident`);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(row?.n ?? -1);
});
