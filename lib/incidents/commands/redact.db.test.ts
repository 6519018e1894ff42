import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { makeUser } from '@/lib/testing/people';
import { readIncident } from '../queries/record';
import { verifyLog } from '../queries/verify';
import { verifyFold } from '../queries/verify-fold';
import { incidentForm, noteForm } from '../schema';
import { addNote } from './add-note';
import { declareIncident } from './declare';
import { editIncident } from './edit';
import { changeEntry } from './entries';
import { changeSeat } from './seats';
import { addTask, changeTask } from './tasks';

let [ana, ben, admin] = [] as unknown as [UserActor, UserActor, UserActor];
beforeAll(async () => {
  [ana, ben, admin] = [await makeUser('responder'), await makeUser('responder'), await makeUser('admin')];
});

async function declared(): Promise<string> {
  const { number } = await declareIncident.execute(
    { title: 'Login returns 503', severity: 'SEV2', services: ['login'], take_command: false },
    { actor: ana },
  );
  return `INC-${number}`;
}
const edit = (form: { key: string; [field: string]: unknown }) =>
  editIncident.execute(incidentForm.parse(form), { actor: ana });
const seqOf = async (key: string, kind: string) =>
  (await readIncident(ana, key)).timeline.find((row) => row.kind === kind)?.seq ?? 0;

test('a secret is redacted wherever a person wrote it, and nothing that is served holds it; log and fold verify', async () => {
  const key = await declared();
  await addNote.execute(noteForm.parse({ key, text: 'Use hunter2', kind: 'decision' }), { actor: ana });
  const { seq: task } = await addTask.execute({ key, text: 'Rotate hunter2', is_blocking: true }, { actor: ana });
  await changeTask.execute({ key, task: task ?? 0, done: true }, { actor: ana });
  await changeTask.execute({ key, task: task ?? 0, done: false }, { actor: ana });
  await edit({ key, title: 'Login with hunter2', summary: 'hunter2 leaked' });
  await changeSeat.execute({ key, seat: 'commander', do: 'take' }, { actor: ana });
  await changeSeat.execute({ key, seat: 'commander', do: 'offer', user: ben.id }, { actor: ana });
  const quoted = (await readIncident(ana, key)).roles.find(({ seat }) => seat === 'commander')?.offer?.brief;
  expect(quoted).toContain('Use hunter2');
  await changeSeat.execute({ key, seat: 'commander', do: 'accept' }, { actor: ben });
  await changeSeat.execute({ key, seat: 'commander', do: 'offer', user: ana.id }, { actor: ben });
  for (const kind of ['decision', 'task_added', 'title_changed', 'summary_changed']) {
    const seq = await seqOf(key, kind);
    await changeEntry.execute({ key, seq, do: 'redact', reason: 'a password' }, { actor: admin });
  }
  const after = await readIncident(ana, key);
  expect(JSON.stringify(after)).not.toContain('hunter2');
  expect(after).toMatchObject({ title: '[redacted]', summary: '[redacted]' });
  expect(after.tasks).toMatchObject([{ text: '[redacted]', is_blocking: true, done_at: null }]);
  expect(after.roles.find(({ seat }) => seat === 'commander')?.offer?.brief).toContain('[redacted]');
  expect(await verifyLog(key)).toMatchObject({ ok: true });
  expect(await verifyFold(key)).toEqual({ ok: true, wrong: [] });
});

test('what was cancelled is read-only, but its reason is redacted all the same', async () => {
  const key = await declared();
  await edit({ key, status: 'cancelled', reason: 'hunter2 was a test' });
  await expect(edit({ key, title: 'Other' })).rejects.toMatchObject({ code: 'incident_over' });
  const seq = await seqOf(key, 'status_changed');
  await expect(changeEntry.execute({ key, seq, do: 'pin' }, { actor: ana })).rejects.toMatchObject({
    code: 'incident_over',
  });
  await changeEntry.execute({ key, seq, do: 'redact', reason: 'a password' }, { actor: admin });
  expect(JSON.stringify(await readIncident(ana, key))).not.toContain('hunter2');
  expect(await verifyFold(key)).toEqual({ ok: true, wrong: [] });
});

test('words are amended by their author, the commander or the scribe, and not once they are redacted', async () => {
  const key = await declared();
  const { seq: written } = await addNote.execute(noteForm.parse({ key, text: 'Pool is full' }), { actor: ana });
  const seq = written ?? 0;
  const amend = (actor: UserActor) => changeEntry.execute({ key, seq, do: 'amend', text: 'Pool is empty' }, { actor });
  await expect(amend(ben)).rejects.toMatchObject({ code: 'not_commander' });
  await changeSeat.execute({ key, seat: 'scribe', do: 'take' }, { actor: ben });
  await amend(ben);
  await amend(ana);
  await changeEntry.execute({ key, seq, do: 'redact', reason: 'a password' }, { actor: admin });
  await expect(amend(ana)).rejects.toMatchObject({ code: 'row_redacted' });
});

test('what is pinned, or hidden, already gets no other row', async () => {
  const key = await declared();
  const change = async (step: 'pin' | 'unpin' | 'hide' | 'show') =>
    (await changeEntry.execute({ key, seq: 1, do: step, reason: 'once' }, { actor: ana })).seq !== null;
  const steps = ['unpin', 'pin', 'pin', 'unpin', 'unpin', 'show', 'hide', 'hide'] as const;
  const wrote: boolean[] = [];
  for (const step of steps) wrote.push(await change(step));
  expect(wrote).toEqual([false, true, false, true, false, false, true, false]);
  const seq = await seqOf(key, 'event_hidden');
  await changeEntry.execute({ key, seq, do: 'redact', reason: 'a password' }, { actor: admin });
  expect([await change('hide'), await change('show')]).toEqual([false, true]);
});
