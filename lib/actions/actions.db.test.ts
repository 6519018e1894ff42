import { beforeAll, expect, test } from 'vitest';
import { PATCH } from '@/app/api/v1/actions/[id]/route';
import { GET } from '@/app/api/v1/actions/route';
import { POST } from '@/app/api/v1/incidents/[key]/actions/route';
import { addDays, localDate, now } from '@/lib/core/time';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import type { ActionAnswer } from './schema';

let key: string;
let incident: string;
const today = localDate(now(), 'UTC');

const { declared } = incidentCalls(() => key);
const add = (body: object, name = incident, headers: Record<string, string> = {}) =>
  call(POST, 'POST', { key, body, params: { key: name }, headers });
const edit = (id: string, body: object) => call(PATCH, 'PATCH', { key, body, params: { id } });
const list = async (query: string): Promise<ActionAnswer[]> => (await call(GET, 'GET', { key, query })).body.items;

beforeAll(async () => {
  ({ key } = await createTestKey());
  incident = await declared();
});

test('an item carries what was promised, and what it was promised for', async () => {
  const { status, body } = await add({ text: ' Fix connection leak ', owner: '@dev-team', due_on: '2026-03-16' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^ACT-\d+$/),
    incident,
    incident_title: 'Card payments fail',
    severity: 'SEV1',
    services: ['checkout'],
    text: 'Fix connection leak',
    type: 'prevent',
    priority: 'P2',
    status: 'open',
    owner: '@dev-team',
    owner_name: '@dev-team',
    due_on: '2026-03-16',
    done_at: null,
    version: 1,
  });
});

test('an owner is an account when its address or its unmistakable name is given, else just a name', async () => {
  const ben = await makeUser('responder', 'ben.owner@example.com');
  const owners = await Promise.all(
    ['Ben.Owner@example.com', 'nobody@example.com', '@platform'].map(
      async (owner) => (await add({ text: 'x', owner })).body,
    ),
  );
  expect(owners.map(({ owner }) => owner)).toEqual([ben.email, 'nobody@example.com', '@platform']);
  expect((await list('?owner=ben.owner@example.com')).map(({ id }) => id)).toEqual([owners[0].id]);
  expect((await list('?owner=@PLATFORM')).map(({ id }) => id)).toEqual([owners[2].id]);
});

test('overdue is decided by the day in UTC: the due day itself is in time, what is over is not overdue', async () => {
  const named = async (text: string, due_on: string | null, status = 'open') =>
    (await add({ text, due_on, status })).body.id;
  const late = await named('late', addDays(today, -1));
  const dueToday = await named('today', today);
  const undated = await named('undated', null);
  const done = await named('done', addDays(today, -9), 'done');
  const overdue = (await list('?overdue=true&limit=200')).map(({ id }) => id);
  const others = (await list('?overdue=false&limit=200')).map(({ id }) => id);
  expect(overdue).toContain(late);
  for (const id of [dueToday, undated, done]) {
    expect(overdue).not.toContain(id);
    expect(others).toContain(id);
  }
  // Soonest due first, those without a date last.
  expect(others.indexOf(undated)).toBeGreaterThan(others.indexOf(dueToday));
});

test('pages hold each item once, whatever its date', async () => {
  const seen: string[] = [];
  let query = '?limit=3';
  for (;;) {
    const { body } = await call(GET, 'GET', { key, query });
    seen.push(...body.items.map(({ id }: ActionAnswer) => id));
    if (!body.next_cursor) break;
    query = `?limit=3&cursor=${body.next_cursor}`;
  }
  expect(seen).toEqual((await list('?limit=200')).map(({ id }) => id));
  expect(new Set(seen).size).toBe(seen.length);
});

test('an edit sets exactly what it names, and knows when an item was over', async () => {
  const { id } = (await add({ text: 'Alert on pool usage', owner: '@sre', due_on: '2026-03-16' })).body;
  const done = (await edit(id, { status: 'done' })).body;
  expect(done).toMatchObject({ status: 'done', owner: '@sre', due_on: '2026-03-16', version: 2 });
  expect(done.done_at).not.toBeNull();
  // Other edits leave the moment alone; opened again it is gone.
  expect((await edit(id, { priority: 'P1', status: 'done' })).body.done_at).toBe(done.done_at);
  expect((await edit(id, { status: 'in_progress', owner: null })).body).toMatchObject({ done_at: null, owner: null });
  expect((await edit(id, { status: 'in_progress' })).body.version).toBe(4);
  expect(await edit(id, { due_on: '2026-02-30' })).toMatchObject({ status: 422, body: { path: '/due_on' } });
  expect(await edit(id, {})).toMatchObject({ status: 422 });
  expect(await edit('ACT-999999', { status: 'done' })).toMatchObject({ status: 404 });
});

test('of eight edits over the same version one is done, the others are told', async () => {
  const { id } = (await add({ text: 'Extend the load test' })).body;
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_each, index) => edit(id, { text: `Text ${index}`, expected_version: 1 })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('stale_version');
  expect((await edit(id, { text: 'On top', expected_version: 2 })).body.version).toBe(3);
});

test('the same Idempotency-Key makes one item', async () => {
  const name = await declared();
  const send = () => add({ text: 'Once' }, name, { 'idempotency-key': 'one-action' });
  const [first, second] = [await send(), await send()];
  expect(second.body).toEqual(first.body);
  expect(await add({ text: 'No incident' }, 'INC-999999')).toMatchObject({ status: 404 });
});
