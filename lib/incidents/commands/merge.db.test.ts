import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { readIncident } from '../queries/record';
import { verifyLog } from '../queries/verify';
import { verifyFold } from '../queries/verify-fold';
import { incidentForm } from '../schema';
import { addNote } from './add-note';
import { declareIncident } from './declare';
import { editIncident } from './edit';
import { goOnIn } from './go-on-in';
import { changeSeat } from './seats';
import { addTask, changeTask } from './tasks';

let ana: UserActor;
let ben: UserActor;
beforeAll(async () => {
  [ana, ben] = await Promise.all([makeUser('responder'), makeUser('responder')]);
});

async function declared(more: object = {}): Promise<string> {
  const { number } = await declareIncident.execute(
    { title: 'Login returns 503', severity: 'SEV2', services: ['login'], take_command: false, ...more },
    { actor: ana },
  );
  return `INC-${number}`;
}
const shown = (key: string) => readIncident(ana, key);
const edit = (fields: { key: string; [field: string]: unknown }) =>
  editIncident.execute(incidentForm.parse(fields), { actor: ana });
const merge = (key: string, into: string) => edit({ key, status: 'merged', merged_into: into, reason: 'Same cause' });
const resolve = async (key: string) => {
  await changeSeat.execute({ key, seat: 'commander', do: 'take' }, { actor: ana });
  await edit({ key, status: 'resolved' });
};
const isWhole = async (key: string) =>
  expect([key, await verifyLog(key), await verifyFold(key)]).toMatchObject([key, { ok: true }, { wrong: [] }]);

test('merging takes open tasks and services along: each task once, with its person and where it came from', async () => {
  const [a, b, c] = [
    await declared({ services: ['login', 'auth'] }),
    await declared(),
    await declared({ services: ['mail'] }),
  ];
  const due = new Date(Date.now() + 3_600_000).toISOString();
  await addTask.execute(
    { key: a, text: 'Drain the pool', assignee: ben.id, due_at: due, is_blocking: true },
    { actor: ana },
  );
  const { seq } = await addTask.execute({ key: a, text: 'Call the bank' }, { actor: ana });
  await changeTask.execute({ key: a, task: seq ?? 0, done: true }, { actor: ana });
  await addTask.execute({ key: b, text: 'Look at the graphs' }, { actor: ana });
  await merge(a, b);

  const into = await shown(b);
  expect(into.services).toEqual(['auth', 'login']);
  expect(into.tasks.map(({ text }) => text)).toEqual(['Look at the graphs', `Drain the pool (from ${a})`]);
  expect(into.tasks[1]).toMatchObject({ assignee: { id: ben.id }, due_at: due, is_blocking: true, done_at: null });
  expect(into.timeline.slice(-3).map(({ kind }) => kind)).toEqual(['services_changed', 'task_added', 'merged_from']);
  expect(into.timeline.at(-1)?.text).toContain('with 1 open task:');
  // The one that was merged still says what it said.
  expect((await shown(a)).tasks.map(({ text }) => text)).toEqual(['Drain the pool', 'Call the bank']);

  // What is brought a second time says where it began.
  await changeTask.execute({ key: b, task: into.tasks[0]?.number ?? 0, done: true }, { actor: ana });
  await merge(b, c);
  const last = await shown(c);
  expect(last.tasks.map(({ text }) => text)).toEqual([`Drain the pool (from ${a})`]);
  expect(last.services).toEqual(['auth', 'login', 'mail']);
  for (const key of [a, b, c]) await isWhole(key);
  const found = await primarySql<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM incident_service x JOIN incident i ON i.id = x.incident_id WHERE 'INC-' || i.number = ${c}`);
  expect(found).toEqual([{ n: 3 }]);
});

test('going on in one that was resolved re-opens it and merges, in one write, and a repeat changes nothing', async () => {
  const [old, again] = [await declared(), await declared()];
  await resolve(old);
  await addTask.execute({ key: again, text: 'Drain the pool' }, { actor: ana });
  await goOnIn.execute({ key: again, other: old }, { actor: ana });
  const [into, from] = [await shown(old), await shown(again)];
  expect(into).toMatchObject({ status: 'investigating', occurrence: 2, resolved_at: null });
  expect(from.status).toBe('merged');
  expect(into.tasks.map(({ text }) => text)).toEqual([`Drain the pool (from ${again})`]);
  const written = into.timeline.filter(({ recorded_at }) => recorded_at === into.timeline.at(-1)?.recorded_at);
  expect(written.map(({ kind }) => kind)).toEqual(['status_changed', 'task_added', 'merged_from']);
  expect(written[0]?.text).toBe(`Re-opened: The same trouble again: ${again}`);
  await goOnIn.execute({ key: again, other: old }, { actor: ana });
  expect((await shown(old)).last_seq).toBe(into.last_seq);
  for (const key of [old, again]) await isWhole(key);
});

test('where the merge cannot be, the other one stays resolved', async () => {
  const [old, drill, seated, stale] = [
    await declared(),
    await declared({ kind: 'drill' }),
    await declared(),
    await declared(),
  ];
  await resolve(old);
  await changeSeat.execute({ key: seated, seat: 'commander', do: 'take' }, { actor: ben });
  const before = await shown(old);
  const refused = async (given: { key: string; expected_version?: number }, code: string) =>
    expect(goOnIn.execute({ ...given, other: old }, { actor: ana }), code).rejects.toMatchObject({ code });
  await refused({ key: drill }, 'illegal_transition');
  await refused({ key: seated }, 'not_commander');
  await refused({ key: stale, expected_version: 99 }, 'stale_version');
  await refused({ key: old }, 'illegal_transition');
  expect(await shown(old)).toEqual(before);
  const ended = await declared();
  await edit({ key: ended, status: 'cancelled', reason: 'False alarm' });
  await expect(goOnIn.execute({ key: stale, other: ended }, { actor: ana })).rejects.toMatchObject({
    path: '/merged_into',
  });
  // One that goes on already is not opened again.
  const active = await declared();
  await goOnIn.execute({ key: stale, other: active }, { actor: ana });
  expect(await shown(active)).toMatchObject({ status: 'investigating', occurrence: 1 });
});

test('several that go on in one at the same moment, while others write to it, re-open it once and lose nothing', async () => {
  const old = await declared();
  await resolve(old);
  const again = await Promise.all(Array.from({ length: 6 }, () => declared()));
  for (const key of again) await addTask.execute({ key, text: 'Drain the pool' }, { actor: ana });
  const note = (key: string) =>
    addNote.execute({ key, note: { kind: 'note', text: 'Seen', occurredAt: null } }, { actor: ben });
  await Promise.all([
    ...again.map((key) => goOnIn.execute({ key, other: old }, { actor: ana })),
    ...again.map(() => note(old)),
    // From the other side, and so in the other order of names.
    ...again.map((key) => note(key).catch(() => null)),
  ]);
  const into = await shown(old);
  expect(into).toMatchObject({ status: 'investigating', occurrence: 2 });
  expect(into.tasks.map(({ text }) => text).sort()).toEqual(again.map((key) => `Drain the pool (from ${key})`).sort());
  expect(into.timeline.filter(({ kind }) => kind === 'note')).toHaveLength(6);
  for (const key of [old, ...again]) await isWhole(key);
});
