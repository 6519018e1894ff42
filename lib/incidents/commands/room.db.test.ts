import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postSeat } from '@/app/api/v1/incidents/[key]/seats/route';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { readIncident } from '../queries/record';
import { verifyLog } from '../queries/verify';
import { incidentForm, noteForm } from '../schema';
import { acknowledge } from './acknowledge';
import { addNote } from './add-note';
import { declareIncident } from './declare';
import { editIncident } from './edit';
import { changeEntry } from './entries';
import { keepIncidents } from './keep';
import { changeSeat } from './seats';
import { postUpdate } from './updates';

let apiKey: string;
beforeAll(async () => {
  ({ key: apiKey } = await createTestKey());
});
const { post, patch, get } = incidentCalls(() => apiKey);

const at = (clock: string) => `2024-01-15T${clock}:00Z`;

async function declared(by: UserActor, more: object = {}): Promise<string> {
  const { number } = await declareIncident.execute(
    { title: 'Login returns 503', severity: 'SEV1', services: ['login'], take_command: false, ...more },
    { actor: by },
  );
  return `INC-${number}`;
}
const edit = (by: UserActor, form: { key: string; [field: string]: unknown }) =>
  editIncident.execute(incidentForm.parse(form), { actor: by });
const note = (by: UserActor, form: { key: string; text: string; [field: string]: unknown }) =>
  addNote.execute(noteForm.parse(form), { actor: by });
const shown = (by: UserActor, key: string) => readIncident(by, key);

test("the handbook's own incident, replayed through the API, has every number of the golden example", async () => {
  const deployment = (id: string, more: object) =>
    call(postDeployment, 'POST', {
      key: apiKey,
      body: { id, service: 'login', environment: 'production', status: 'succeeded', ...more },
    });
  await deployment('d-152', { version: 'v1.5.2', finished_at: at('14:23') });
  const report = {
    id: 'golden',
    title: 'Users cannot log in',
    severity: 'SEV1',
    services: ['login'],
    environment: 'production',
    started_at: at('14:23'),
    detected_at: at('14:25'),
    caused_by: 'd-152',
  };
  const { body: made } = await post(report);
  const ana = await makeUser('responder');
  const seated = { seat: 'commander', do: 'assign', user: ana.id, occurred_at: at('14:28') };
  expect(await call(postSeat, 'POST', { key: apiKey, body: seated, params: { key: made.key } })).toMatchObject({
    status: 200,
  });
  await deployment('d-151', {
    version: 'v1.5.1',
    started_at: at('14:28'),
    finished_at: at('14:35'),
    is_rollback: true,
    rollback_of: 'd-152',
  });
  await patch(made.key, { fixed_by: 'd-151' });
  await patch(made.key, { status: 'mitigated', mitigated_at: at('14:40') });
  await patch(made.key, { status: 'resolved', resolved_at: at('14:55') });
  await keepIncidents(60);
  const { body } = await get(made.key);
  expect(body.durations).toEqual({
    time_to_acknowledge_seconds: 180,
    time_to_detect_seconds: 120,
    time_to_mitigate_seconds: 900,
    time_to_restore_seconds: 1800,
    duration_seconds: 1920,
  });
  const targets = body.targets.map((target: Record<string, string>) => [target.code, target.state, target.met_at]);
  expect(targets).toEqual([
    ['commander', 'met', '2024-01-15T14:28:00.000Z'],
    ['rollback_started', 'met', '2024-01-15T14:28:00.000Z'],
    ['rollback_verified', 'met', '2024-01-15T14:35:00.000Z'],
    ['cause_or_hotfix', 'not_applicable', null],
    ['resolved', 'met', '2024-01-15T14:55:00.000Z'],
    ['postmortem', 'missed', null],
  ]);
  expect(body.targets.at(-1).due_at).toBe('2024-01-16T14:25:00.000Z');
  // Reported years later: nothing was still to be met, so nothing is news.
  expect(body.timeline.filter(({ kind }: { kind: string }) => kind === 'target_missed')).toEqual([]);
  expect(await verifyLog(made.key)).toEqual({ ok: true, rows: body.last_seq });
});

test('the commander resolves; anyone else is told who commands; a machine answers for what it reports', async () => {
  const [ana, ben] = [await makeUser('responder'), await makeUser('admin')];
  const key = await declared(ana);
  await expect(edit(ben, { key, status: 'resolved' })).rejects.toMatchObject({ code: 'not_commander' });
  await changeSeat.execute({ key, seat: 'commander', do: 'take' }, { actor: ana });
  await expect(edit(ben, { key, status: 'mitigated' })).rejects.toThrow(ana.name);
  await expect(edit(ben, { key, severity: 'SEV2' })).rejects.toMatchObject({ code: 'not_commander' });
  await edit(ana, { key, status: 'resolved' });
  // A SEV1 closes with its post-mortem.
  await expect(edit(ana, { key, status: 'closed' })).rejects.toMatchObject({ code: 'illegal_transition' });
});

test('command is handed over by offer and acceptance: the old holder keeps it until then', async () => {
  const [ana, ben, eva] = [await makeUser('responder'), await makeUser('responder'), await makeUser('responder')];
  const key = await declared(ana, { take_command: true });
  await note(ana, { key, text: 'Roll back to v1.5.1', kind: 'decision' });
  const holder = async () => (await shown(ana, key)).roles[0];
  await changeSeat.execute({ key, seat: 'commander', do: 'offer', user: ben.id }, { actor: ana });
  expect(await holder()).toMatchObject({ holder: { id: ana.id }, offer: { to: { id: ben.id } } });
  expect((await holder())?.offer?.brief).toContain('Roll back to v1.5.1');
  await expect(changeSeat.execute({ key, seat: 'commander', do: 'accept' }, { actor: eva })).rejects.toMatchObject({
    code: 'stale_version',
  });
  await expect(changeSeat.execute({ key, seat: 'commander', do: 'take' }, { actor: eva })).rejects.toMatchObject({
    code: 'not_commander',
  });
  await changeSeat.execute({ key, seat: 'commander', do: 'accept' }, { actor: ben });
  expect(await holder()).toMatchObject({ holder: { id: ben.id }, offer: null });
});

test('of sixteen people who take an empty seat at once, one has it', async () => {
  const people = await Promise.all(Array.from({ length: 16 }, () => makeUser('responder')));
  const key = await declared(people[0] as UserActor);
  const tries = await Promise.allSettled(
    people.map((actor) => changeSeat.execute({ key, seat: 'scribe', do: 'take' }, { actor })),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const rows = await primarySql(sql`
    SELECT 1 FROM incident_seat s JOIN incident i ON i.id = s.incident_id
    WHERE 'INC-' || i.number = ${key} AND s.seat = 'scribe' AND s.ended_at IS NULL`);
  expect(rows).toHaveLength(1);
});

test('I1: a write that is sent again is one row, and with other words under the same key a conflict', async () => {
  const ana = await makeUser('responder');
  const key = await declared(ana);
  const sent = { key, text: 'Pool is exhausted', idem_key: crypto.randomUUID() };
  const answers = await Promise.all(Array.from({ length: 8 }, () => note(ana, sent)));
  expect(new Set(answers.map(({ seq }) => seq)).size).toBe(1);
  expect((await shown(ana, key)).timeline.filter(({ kind }) => kind === 'note')).toHaveLength(1);
  await expect(note(ana, { ...sent, text: 'Something else' })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
});

test('I9: whoever worked on an older version is told what it is now; notes never meet', async () => {
  const ana = await makeUser('responder');
  const key = await declared(ana);
  const { version } = await shown(ana, key);
  await note(ana, { key, text: 'Looking' });
  await edit(ana, { key, status: 'identified', expected_version: version });
  await expect(edit(ana, { key, severity: 'SEV1', expected_version: version, title: 'X down' })).rejects.toMatchObject({
    code: 'stale_version',
    current: { status: 'identified' },
  });
});

test('a target is missed once when its time passed, and met after all when the time is corrected', async () => {
  const ana = await makeUser('responder');
  const detected = new Date(Date.now() - 4 * 60_000).toISOString();
  const key = await declared(ana, { detected_at: detected });
  const state = async () => (await shown(ana, key)).targets.find(({ code }) => code === 'commander')?.state;
  expect(await state()).toBe('pending');
  await edit(ana, { key, detected_at: new Date(Date.now() - 9 * 60_000).toISOString() });
  await Promise.all([keepIncidents(), keepIncidents()]);
  expect(await state()).toBe('missed');
  const kinds = async () => (await shown(ana, key)).timeline.map(({ kind }) => kind);
  expect((await kinds()).filter((kind) => kind === 'target_missed')).toHaveLength(1);
  const seated = new Date(Date.now() - 6 * 60_000).toISOString();
  await changeSeat.execute({ key, seat: 'commander', do: 'take', occurred_at: seated }, { actor: ana });
  expect(await state()).toBe('met');
  expect(await kinds()).toContain('target_met');
});

test('nobody takes, acknowledges or releases before it can have been: a missed target stays missed', async () => {
  const ana = await makeUser('responder');
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const key = await declared(ana, { detected_at: ago(60) });
  const seat = (more: object) => changeSeat.execute({ key, seat: 'commander', do: 'take', ...more }, { actor: ana });
  const refused = { code: 'validation_failed', path: '/occurred_at' };
  for (const occurred_at of ['2001-01-01T00:00:00Z', ago(61)]) {
    await expect(seat({ occurred_at })).rejects.toMatchObject(refused);
    await expect(seat({ do: 'assign', user: ana.id, occurred_at })).rejects.toMatchObject(refused);
    await expect(acknowledge.execute({ key, occurred_at }, { actor: ana })).rejects.toMatchObject(refused);
  }
  await seat({ occurred_at: ago(40) });
  const late = { occurred_at: ago(41), reason: 'Shift is over' };
  await expect(seat({ do: 'release', ...late })).rejects.toThrow('accepted it at');
  expect((await shown(ana, key)).targets.find(({ code }) => code === 'commander')?.state).toBe('missed');
  await seat({ do: 'release', ...late, occurred_at: ago(30) });
});

test('I7: a row keeps its original; a redacted one loses its words for good and the chain still holds', async () => {
  const [ana, admin] = [await makeUser('responder'), await makeUser('admin')];
  const key = await declared(ana, { take_command: true });
  const { seq } = await note(ana, { key, text: 'password is hunter2' });
  if (seq === null) throw new Error('no row');
  await changeEntry.execute({ key, seq, do: 'amend', text: 'password leaked' }, { actor: ana });
  expect((await shown(ana, key)).timeline.find((row) => row.seq === seq)?.text).toBe('password is hunter2');
  const redact = { key, seq, do: 'redact', reason: 'a password' } as const;
  await expect(changeEntry.execute(redact, { actor: ana })).rejects.toMatchObject({ code: 'forbidden' });
  await changeEntry.execute(redact, { actor: admin });
  // Its amendment said it too, or might have.
  const { timeline } = await shown(ana, key);
  expect(timeline.filter(({ text }) => text?.includes('password ')).map(({ kind }) => kind)).toEqual([]);
  expect(timeline.find((row) => row.seq === seq)?.text).toBeNull();
  expect(await verifyLog(key)).toMatchObject({ ok: true });
});

test('I3: the log cannot be rewritten, has no gap, and a changed byte or a lost end is found and named', async () => {
  const ana = await makeUser('responder');
  const key = await declared(ana);
  for (const text of ['one', 'two', 'three']) await note(ana, { key, text });
  const [incident] = await primarySql<{ id: number }>(sql`SELECT id FROM incident WHERE 'INC-' || number = ${key}`);
  const id = incident?.id ?? 0;
  const rewrite = primarySql(sql`UPDATE incident_event SET text = 'other' WHERE incident_id = ${id} AND seq = 2`);
  await expect(rewrite).rejects.toMatchObject({ code: '42501' });
  await expect(primarySql(sql`DELETE FROM incident_event WHERE incident_id = ${id}`)).rejects.toMatchObject({
    code: '42501',
  });
  const beyond = primarySql(sql`
    INSERT INTO incident_event (incident_id, seq, kind, occurred_at, actor_type, actor_name) VALUES (${id}, 9, 'note', now(), 'user', 'x')`);
  await expect(beyond).rejects.toMatchObject({ code: '23514' });
  await primarySql(sql`ALTER TABLE incident_event DISABLE TRIGGER USER`);
  await primarySql(sql`UPDATE incident_event SET text = 'Three' WHERE incident_id = ${id} AND seq = 3`);
  expect(await verifyLog(key)).toMatchObject({ ok: false, seq: 3 });
  await primarySql(sql`UPDATE incident_event SET text = 'two' WHERE incident_id = ${id} AND seq = 3`);
  expect(await verifyLog(key)).toMatchObject({ ok: true });
  await primarySql(sql`DELETE FROM incident_event WHERE incident_id = ${id} AND seq = 4`);
  expect(await verifyLog(key)).toMatchObject({ ok: false, seq: 4 });
  await primarySql(sql`ALTER TABLE incident_event ENABLE TRIGGER USER`);
});

test('an update is kept as it was said and promises the next one; a public one needs a headline', async () => {
  const ana = await makeUser('responder');
  const key = await declared(ana);
  const next = new Date(Date.now() + 30 * 60_000).toISOString();
  const update = { key, conditions: 'Log-in fails', actions: 'Rolling back', next_due_at: next };
  await expect(postUpdate.execute({ ...update, audience: 'public' }, { actor: ana })).rejects.toMatchObject({
    path: '/headline',
  });
  await postUpdate.execute(update, { actor: ana });
  const { next_update_due_at, timeline } = await shown(ana, key);
  expect(next_update_due_at).toBe(next);
  expect(timeline.at(-1)).toMatchObject({
    kind: 'update_posted',
    audience: 'internal',
    text: 'Conditions: Log-in fails\nActions: Rolling back',
  });
});

test('the next update is promised for a time within 24 hours; any other one is refused, and nothing is posted', async () => {
  const ana = await makeUser('responder');
  const key = await declared(ana);
  const hours = 3_600_000;
  const posted = (next_due_at: string) =>
    postUpdate.execute({ key, conditions: 'Log-in fails', next_due_at }, { actor: ana });
  for (const due of ['2999-01-01T00:00:00Z', new Date(Date.now() + 24 * hours + 5_000).toISOString()]) {
    await expect(posted(due), due).rejects.toMatchObject({
      path: '/next_due_at',
      message: expect.stringContaining('within 24 hours'),
    });
  }
  await expect(posted(new Date(Date.now() - 1_000).toISOString())).rejects.toMatchObject({ path: '/next_due_at' });
  expect((await shown(ana, key)).next_update_due_at).toBeNull();
  const latest = new Date(Date.now() + 24 * hours - 5_000).toISOString();
  await posted(latest);
  expect((await shown(ana, key)).next_update_due_at).toBe(latest);
});
