import sql from 'sql-template-tag';
import { afterEach, expect, it, vi } from 'vitest';
import { addNoteAction, editIncidentAction } from '@/app/(dash)/incidents/actions';
import { GET as listDeployments, POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postKey } from '@/app/api/v1/keys/route';
import { primarySql } from '@/lib/db/pool';
import { call } from '@/lib/testing/api';
import { makeKey, makeUser } from '@/lib/testing/people';
import { sessionCookie } from '@/lib/testing/visitors';

/** The headers of the request that an action runs in. */
const asked = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock('next/headers', () => ({ headers: async () => asked.headers }));

afterEach(() => vi.restoreAllMocks());

const refusals = (actorId: string) =>
  primarySql(sql`
    SELECT action, subject, outcome, detail, actor_type AS type FROM audit_entry WHERE actor_id = ${actorId} ORDER BY seq`);

it('a key that is refused a change is on the audit log, once a minute however often it asks', async () => {
  const { id, key } = await makeKey(['read']);
  vi.spyOn(performance, 'now').mockReturnValue(1); // or a minute may end between two of the calls
  for (let i = 0; i < 20; i += 1) expect((await call(postDeployment, 'POST', { key, body: {} })).status).toBe(403);
  expect((await call(postKey, 'POST', { key, body: {} })).status).toBe(403);
  await vi.waitFor(async () => expect(await refusals(id)).toHaveLength(2));
  expect(await refusals(id)).toEqual(
    expect.arrayContaining([
      {
        type: 'api_key',
        action: 'deployment.report',
        subject: 'POST /api/v1/deployments',
        outcome: 'refused',
        detail: { code: 'forbidden' },
      },
      expect.objectContaining({ action: 'key.manage', subject: 'POST /api/v1/keys' }),
    ]),
  );
});

it('a person whom another site makes ask for a change is on it; reading and strangers are not', async () => {
  const { id, sessionId } = await makeUser('admin');
  const cookie = await sessionCookie(sessionId);
  const headers = { cookie, origin: 'http://evil.example' };
  expect((await call(postKey, 'POST', { headers, body: {} })).status).toBe(403);
  await vi.waitFor(async () => expect(await refusals(id)).toMatchObject([{ detail: { code: 'cross_origin' } }]));

  const before = await primarySql(sql`SELECT seq FROM audit_entry`);
  const blind = await makeKey(['ingest']);
  expect((await call(listDeployments, 'GET', { key: blind.key })).status).toBe(403);
  expect((await call(postDeployment, 'POST', { body: {} })).status).toBe(401);
  // One that is noted comes last: by then, a wrong row of those before it would be there.
  expect((await call(postKey, 'POST', { key: blind.key, body: {} })).status).toBe(403);
  await vi.waitFor(async () => expect(await refusals(blind.id)).toMatchObject([{ action: 'key.manage' }]));
  expect(await primarySql(sql`SELECT seq FROM audit_entry`)).toHaveLength(before.length + 1);
});

it('a refusal that a command has noted is not noted again by its route', async () => {
  const { id, sessionId } = await makeUser('admin');
  await primarySql(sql`UPDATE session SET authenticated_at = now() - interval '1 day' WHERE user_id = ${id}::uuid`);
  const cookie = await sessionCookie(sessionId);
  const ask = (origin: string) =>
    call(postKey, 'POST', { headers: { cookie, origin }, body: { name: 'x', scopes: ['read'] } });
  expect((await ask('http://127.0.0.1:3000')).body).toMatchObject({ code: 'reauth_required' });
  const other = { detail: { code: 'cross_origin' } };
  expect((await ask('http://evil.example')).body).toMatchObject(other.detail);
  await vi.waitFor(async () => expect(await refusals(id)).toContainEqual(expect.objectContaining(other)));
  expect(await refusals(id)).toMatchObject([{ action: 'key.create', detail: { code: 'reauth_required' } }, other]);
});

const edit = () => editIncidentAction({ key: 'INC-1', summary: 'x' });
const note = () => addNoteAction({ key: 'INC-1', text: 'x' });
const often = (ask: () => Promise<unknown>) => Promise.all(Array.from({ length: 15 }, ask));

it('a person who is refused by an action is on it too, whatever trail it has, and once a minute', async () => {
  const { id, sessionId } = await makeUser('viewer');
  asked.headers = new Headers({ cookie: await sessionCookie(sessionId), origin: 'http://127.0.0.1:3000' });
  const rows = [
    { type: 'user', action: 'incident.edit', subject: null, outcome: 'refused', detail: { code: 'forbidden' } },
    { type: 'user', action: 'incident.note', subject: null, outcome: 'refused', detail: { code: 'forbidden' } },
  ];
  const clock = vi.spyOn(performance, 'now').mockReturnValue(10 * 60_000);
  for (const ask of [edit, note])
    for (const answer of await often(ask)) expect(answer).toMatchObject({ ok: false, code: 'forbidden' });
  expect(await refusals(id)).toEqual(rows);
  clock.mockReturnValue(11 * 60_000 - 1);
  await often(edit);
  expect(await refusals(id)).toEqual(rows);
  clock.mockReturnValue(11 * 60_000);
  for (const ask of [edit, note]) await often(ask);
  expect(await refusals(id)).toEqual([...rows, ...rows]);
});

it('an action that another site asks for is on it once a minute; one of nobody is not', async () => {
  const { id, sessionId } = await makeUser('admin');
  vi.spyOn(performance, 'now').mockReturnValue(20 * 60_000);
  const before = await primarySql(sql`SELECT seq FROM audit_entry`);
  asked.headers = new Headers({ origin: 'http://evil.example' });
  expect(await note()).toMatchObject({ ok: false, code: 'cross_origin' });
  asked.headers = new Headers({ origin: 'http://127.0.0.1:3000' });
  expect(await note()).toMatchObject({ ok: false, code: 'not_authenticated' });
  asked.headers = new Headers({ cookie: await sessionCookie(sessionId), origin: 'http://evil.example' });
  for (const answer of await often(note)) expect(answer).toMatchObject({ ok: false, code: 'cross_origin' });
  await vi.waitFor(async () =>
    expect(await refusals(id)).toMatchObject([{ action: 'incident.note', detail: { code: 'cross_origin' } }]),
  );
  expect(await primarySql(sql`SELECT seq FROM audit_entry`)).toHaveLength(before.length + 1);
});
