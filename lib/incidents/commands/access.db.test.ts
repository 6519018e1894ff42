import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import type { Actor, UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { loadIncident } from '../load';
import { canSee } from '../model/access';
import { readWhoSees } from '../queries/access';
import { readIncident } from '../queries/record';
import { verifyFold } from '../queries/verify-fold';
import { visibleTo } from '../queries/visible';
import { incidentForm } from '../schema';
import { changeAccess } from './access';
import { addNote } from './add-note';
import { declareIncident } from './declare';
import { editIncident } from './edit';
import { linkIncidents } from './link';
import { auditViewingOf } from './note-viewing';
import { changeSeat } from './seats';
import { addTask } from './tasks';

let ana: UserActor;
let ben: UserActor;
let admin: UserActor;
let own: { key: string; sourceId: number };
const { post, patch, get } = incidentCalls(() => own.key);

beforeAll(async () => {
  [ana, ben, admin] = [await makeUser('responder'), await makeUser('responder'), await makeUser('admin')];
  own = await createTestKey(['read', 'incidents', 'ingest']);
});

async function declared(visibility: 'open' | 'private', by = ana): Promise<string> {
  const { number } = await declareIncident.execute({ title: 'A token leaked', visibility }, { actor: by });
  return `INC-${number}`;
}
const setVisibility = (key: string, visibility: 'open' | 'private', actor: Actor) =>
  editIncident.execute(incidentForm.parse({ key, visibility }), { actor });
const gone = { code: 'not_found' };

test('declared private: its people and administrators see it, and nobody else finds, reads or writes it', async () => {
  const key = await declared('private');
  expect(await readIncident(ana, key)).toMatchObject({
    visibility: 'private',
    can_see: [{ id: ana.id, because: 'declared' }],
  });
  expect((await readIncident(admin, key)).visibility).toBe('private');
  await expect(readIncident(ben, key)).rejects.toMatchObject(gone);
  await expect(
    addNote.execute({ key, note: { text: 'x', kind: 'note', occurredAt: null } }, { actor: ben }),
  ).rejects.toMatchObject(gone);
  await expect(setVisibility(key, 'open', ben)).rejects.toMatchObject(gone);
  await expect(changeAccess.execute({ key, user: ben.id, do: 'let_in' }, { actor: ben })).rejects.toMatchObject(gone);
});

test('whoever is let in sees it until that is taken back, and decides nothing', async () => {
  const key = await declared('private');
  const letIn = () => changeAccess.execute({ key, user: ben.email, do: 'let_in' }, { actor: ana });
  expect((await letIn()).kinds).toEqual(['access_changed']);
  expect((await letIn()).kinds).toEqual([]);
  expect((await readIncident(ben, key)).can_see).toContainEqual({ id: ben.id, name: ben.name, because: 'let_in' });
  await expect(setVisibility(key, 'open', ben)).rejects.toMatchObject({
    code: 'not_commander',
  });
  await changeAccess.execute({ key, user: ben.id, do: 'take_out' }, { actor: ana });
  await expect(readIncident(ben, key)).rejects.toMatchObject(gone);
  const [row] = await primarySql<{ rows: number }>(sql`
    SELECT count(*)::int AS rows FROM audit_entry WHERE subject = ${key} AND action = 'incident.access'`);
  expect(row?.rows).toBe(2);
});

test('made private and opened again, by those who may, with a row each; what was written becomes readable', async () => {
  const key = await declared('open');
  await expect(changeAccess.execute({ key, user: ben.id, do: 'let_in' }, { actor: ana })).rejects.toMatchObject({
    issues: [{ path: '/user' }],
  });
  await expect(setVisibility(key, 'private', ben)).rejects.toMatchObject({
    code: 'not_commander',
  });
  await setVisibility(key, 'private', ana);
  await addNote.execute({ key, note: { text: 'The vault key', kind: 'note', occurredAt: null } }, { actor: ana });
  await expect(readIncident(ben, key)).rejects.toMatchObject(gone);
  await setVisibility(key, 'open', admin);
  const open = await readIncident(ben, key);
  expect(open.can_see).toBeNull();
  expect(open.timeline.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['visibility_changed', 'note', 'visibility_changed']),
  );
});

test('whom a seat is offered to is let in first; work goes to those who see it', async () => {
  const key = await declared('private');
  await expect(addTask.execute({ key, text: 'Rotate', assignee: ben.id }, { actor: ana })).rejects.toMatchObject({
    issues: [{ path: '/assignee' }],
  });
  const { kinds } = await changeSeat.execute({ key, seat: 'commander', do: 'offer', user: ben.id }, { actor: ana });
  expect(kinds).toEqual(['access_changed', 'role_offered']);
  await changeSeat.execute({ key, seat: 'commander', do: 'accept' }, { actor: ben });
  await addTask.execute({ key, text: 'Rotate', assignee: ben.id }, { actor: ana });
  // Past holders go on seeing it, also when what let them in is taken back.
  await changeSeat.execute({ key, seat: 'commander', do: 'release' }, { actor: ben });
  await changeAccess.execute({ key, user: ben.id, do: 'take_out' }, { actor: ana });
  expect((await readIncident(ben, key)).can_see).toContainEqual({ id: ben.id, name: ben.name, because: 'seat' });
});

test('a seat lets nobody in whom its giver may not let in; what only an offer gave goes with it', async () => {
  const key = await declared('private');
  const cem = await makeUser('responder');
  await changeAccess.execute({ key, user: ben.id, do: 'let_in' }, { actor: ana });
  for (const does of ['offer', 'assign', 'take'] as const)
    await expect(
      changeSeat.execute({ key, seat: 'scribe', do: does, user: cem.id }, { actor: ben }),
    ).rejects.toMatchObject({ code: 'not_commander' });
  await expect(readIncident(cem, key)).rejects.toMatchObject(gone);
  // To somebody who is inside anybody may offer it, and nothing is taken back.
  const seat = (
    actor: UserActor,
    does: 'offer' | 'decline',
    user?: string,
    name: 'scribe' | 'communications' = 'scribe',
  ) => changeSeat.execute({ key, seat: name, do: does, user }, { actor });
  await seat(ben, 'offer', ana.id);
  expect((await seat(ana, 'decline')).kinds).toEqual(['role_declined']);
  for (const end of [() => seat(cem, 'decline'), () => seat(ana, 'offer', ben.id)]) {
    await seat(ana, 'offer', cem.id);
    expect((await readIncident(cem, key)).key).toBe(key);
    expect((await end()).kinds).toContain('access_changed');
    await expect(readIncident(cem, key)).rejects.toMatchObject(gone);
  }
  // Two offers, and one is declined: they still wait for the other. Let in by name they stay without either.
  await seat(ana, 'offer', cem.id);
  await seat(ana, 'offer', cem.id, 'communications');
  expect((await seat(cem, 'decline')).kinds).toEqual(['role_declined']);
  await changeAccess.execute({ key, user: cem.id, do: 'let_in' }, { actor: ana });
  expect((await seat(cem, 'decline', undefined, 'communications')).kinds).toEqual(['role_declined']);
  expect((await readIncident(cem, key)).key).toBe(key);
  expect(await verifyFold(key)).toEqual({ ok: true, wrong: [] });
});

test('what names another private one is not opened before that one, but by administrators', async () => {
  const [key, other] = [await declared('private'), await declared('private')];
  await linkIncidents.execute({ key, other, link: 'related' }, { actor: ana });
  await linkIncidents.execute({ key, other, link: null }, { actor: ana });
  for (const each of [key, other])
    await expect(setVisibility(each, 'open', ana)).rejects.toMatchObject({
      code: 'names_private',
      message: expect.stringContaining('1 other private incident,'),
    });
  await setVisibility(other, 'open', admin);
  await setVisibility(key, 'open', ana);
  expect((await readIncident(ben, key)).visibility).toBe('open');
});

test('whoever saw a private incident sees where it went: who declared it, and who once held a seat', async () => {
  const [from, into] = [await declared('private'), await declared('private', admin)];
  await changeSeat.execute({ key: from, seat: 'scribe', do: 'assign', user: ben.id }, { actor: ana });
  await changeSeat.execute({ key: from, seat: 'scribe', do: 'release', reason: 'Off' }, { actor: admin });
  await changeSeat.execute({ key: from, seat: 'commander', do: 'release' }, { actor: ana });
  const merging = { key: from, status: 'merged', merged_into: into, reason: 'Same cause' };
  await editIncident.execute(incidentForm.parse(merging), { actor: admin });
  for (const person of [ana, ben]) expect((await readIncident(person, into)).key).toBe(into);
});

test('over HTTP: said at the first report, changed by PATCH; a key of another source finds nothing', async () => {
  const report = { id: 'p-1', title: 'Keys leaked', severity: 'SEV1', detected_at: '2026-03-10T10:05:00Z' };
  const { body: made } = await post({ ...report, visibility: 'private' });
  const other = await createTestKey(['read', 'incidents', 'ingest']);
  for (const name of [made.key, 'p-1']) {
    expect((await get(name, '', own.key)).body).toMatchObject({ key: made.key, visibility: 'private', can_see: [] });
    expect((await get(name, '', other.key)).status).toBe(404);
    expect((await patch(name, { summary: 'x' }, other.key)).status).toBe(404);
  }
  // Reported again it stays as it is; the same id of another source is another incident.
  await post({ ...report, visibility: 'open' });
  expect((await get('p-1')).body.visibility).toBe('private');
  expect((await post(report, other.key)).body.key).not.toBe(made.key);
  expect((await patch(made.key, { visibility: 'open' })).body.visibility).toBe('open');
  expect((await get(made.key, '', other.key)).status).toBe(200);
  expect((await patch(made.key, { visibility: 'private' }, other.key)).status).toBe(403);
});

test('an administrator who was not let in is audited, once an hour; its people are not', async () => {
  const key = await declared('private');
  const watcher = await makeUser('admin');
  const rows = () =>
    primarySql<{ name: string }>(sql`
      SELECT actor_name AS name FROM audit_entry WHERE action = 'incident.view_private' AND subject = ${key}`);
  await loadIncident(ana, key);
  await loadIncident(ben, key);
  expect(await rows()).toEqual([]);
  await Promise.all([loadIncident(watcher, key), loadIncident(watcher, key.toLowerCase())]);
  await loadIncident(watcher, key);
  expect(await rows()).toEqual([{ name: watcher.email }]);
  // Where all that is shown is what is said live, too.
  const listener = await makeUser('admin');
  for (const actor of [ana, listener]) await auditViewingOf(actor, Number(key.slice(4)));
  expect(await rows()).toHaveLength(2);
});

test('who waits for the lock while it becomes private writes nothing', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const key = await declared('open');
    const [hidden, written] = await Promise.allSettled([
      setVisibility(key, 'private', ana),
      addNote.execute({ key, note: { text: 'late', kind: 'note', occurredAt: null } }, { actor: ben }),
    ]);
    expect(hidden.status).toBe('fulfilled');
    const { timeline } = await readIncident(ana, key);
    const at = (kind: string) => timeline.findIndex((row) => row.kind === kind);
    if (written.status === 'fulfilled') expect(at('note')).toBeLessThan(at('visibility_changed'));
    else expect(written.reason).toMatchObject(gone);
  }
});

test('canSee and its SQL twin agree, for everybody and every incident here', async () => {
  const other = await createTestKey(['read']);
  const apiKey = (sourceId: number, scopes: ('read' | 'admin')[]) =>
    ({ kind: 'apiKey', id: 'k', name: '', scopes, sourceId }) as const;
  const actors = [
    ...[ana, ben, admin, await makeUser('viewer')],
    ...[apiKey(own.sourceId, ['read']), apiKey(other.sourceId, ['read']), apiKey(other.sourceId, ['admin'])],
    { kind: 'source', id: 's', name: '', sourceId: own.sourceId } as const,
    { kind: 'anonymous' } as const,
  ];
  const incidents = await primarySql<{ id: number; visibility: 'open' | 'private'; sourceId: number | null }>(
    sql`SELECT id, visibility, source_id AS "sourceId" FROM incident`,
  );
  expect(incidents.some(({ visibility }) => visibility === 'private')).toBe(true);
  for (const actor of actors) {
    const seen = await primarySql<{ id: number }>(sql`SELECT i.id FROM incident i WHERE ${visibleTo(actor)}`);
    for (const { id, ...facts } of incidents) {
      const people = (await readWhoSees({ sql: primarySql }, id)).map((each) => each.id);
      const wanted = seen.some((each) => each.id === id);
      expect(canSee(actor, { ...facts, people }), `${JSON.stringify(actor)} ${id}`).toBe(wanted);
    }
  }
});
