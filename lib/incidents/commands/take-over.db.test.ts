import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { POST as presence } from '@/app/api/incidents/[key]/presence/route';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { makeKey, makeUser } from '@/lib/testing/people';
import { tellRoomPresence } from '../load/presence';
import { readIncident } from '../queries/record';
import { noteForm } from '../schema';
import { addNote } from './add-note';
import { declareIncident } from './declare';
import { changeSeat } from './seats';

async function commanded(by: UserActor): Promise<string> {
  const { number } = await declareIncident.execute({ title: 'Login returns 503', take_command: true }, { actor: by });
  return `INC-${number}`;
}
const take = (actor: UserActor, key: string, more = {}) =>
  changeSeat.execute({ key, seat: 'commander', do: 'take', reason: 'They do not answer', ...more }, { actor });
const commander = async (by: UserActor, key: string) => (await readIncident(by, key)).roles[0]?.holder?.id;
/** As if so many minutes had passed since the holder was there. */
const awayFor = (key: string, minutes: number) =>
  primarySql(sql`
    UPDATE incident_seat SET accepted_at = now() - make_interval(mins => ${minutes}), last_seen_at = now() - make_interval(mins => ${minutes})
    WHERE incident_id = (SELECT id FROM incident WHERE 'INC-' || number = ${key})`);
const here = (actor: UserActor, key: string) =>
  tellRoomPresence({ actor }, key, { tab: crypto.randomUUID(), is_here: true, is_typing: false });

test('a release manager takes command at once, with a reason; a responder only from somebody who is away for 5 minutes', async () => {
  const [ana, ben, eva] = [await makeUser('responder'), await makeUser('responder'), await makeUser('release_manager')];
  const key = await commanded(ana);
  await expect(take(ben, key)).rejects.toMatchObject({
    code: 'not_commander',
    message: expect.stringContaining('was here'),
  });
  await expect(take(eva, key, { reason: undefined })).rejects.toMatchObject({ code: 'validation_failed' });
  await take(eva, key);
  expect(await commander(ana, key)).toBe(eva.id);
});

test('a key takes a seat from somebody with a reason only, and is not asked whether they are there', async () => {
  const [ana, ben] = [await makeUser('responder'), await makeUser('responder')];
  const key = await commanded(ana);
  const machine = await makeKey(['read', 'incidents']);
  const swap = (reason?: string) =>
    changeSeat.execute({ key, seat: 'commander', do: 'take', user: ben.id, reason }, { actor: machine });
  await expect(swap()).rejects.toMatchObject({ code: 'validation_failed' });
  await swap('Shift change');
  expect(await commander(ana, key)).toBe(ben.id);
});

test('whoever has the war room open, or writes, is there; who left it 5 minutes ago is not', async () => {
  const [ana, ben] = [await makeUser('responder'), await makeUser('responder')];
  const key = await commanded(ana);
  await awayFor(key, 6);
  const { version, last_seq } = await readIncident(ana, key);
  await here(ana, key);
  await expect(take(ben, key)).rejects.toMatchObject({ code: 'not_commander' });
  // Being there is no row of the log and changes nothing that others work on.
  expect(await readIncident(ana, key)).toMatchObject({ version, last_seq });
  await awayFor(key, 4);
  await expect(take(ben, key)).rejects.toMatchObject({ code: 'not_commander' });
  await awayFor(key, 6);
  await addNote.execute(noteForm.parse({ key, text: 'Rolling back' }), { actor: ana });
  await expect(take(ben, key)).rejects.toMatchObject({ code: 'not_commander' });
  await awayFor(key, 6);
  await addNote.execute(noteForm.parse({ key, text: 'Anybody there?' }), { actor: ben });
  await here(ben, key);
  await take(ben, key);
  expect(await commander(ana, key)).toBe(ben.id);
});

test('of eight who take over from somebody who is away, at the same moment, one does', async () => {
  const ana = await makeUser('responder');
  const people = await Promise.all(Array.from({ length: 8 }, () => makeUser('responder')));
  const key = await commanded(ana);
  await awayFor(key, 9);
  const tries = await Promise.allSettled(people.map((actor) => take(actor, key)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const won = people[tries.findIndex(({ status }) => status === 'fulfilled')];
  expect(await commander(ana, key)).toBe(won?.id);
});

test('of two release managers who act on the same state, one does; the other is told who commands now', async () => {
  const ana = await makeUser('responder');
  const managers = await Promise.all([makeUser('release_manager'), makeUser('release_manager')]);
  const key = await commanded(ana);
  const { version } = await readIncident(ana, key);
  const tries = await Promise.allSettled(managers.map((actor) => take(actor, key, { expected_version: version })));
  const lost = tries.filter((each) => each.status === 'rejected');
  expect(lost).toHaveLength(1);
  expect(lost[0]?.reason).toMatchObject({ code: 'stale_version' });
});

test('of an incident that one may not see nobody can say that they are there', async () => {
  const { key } = await createTestKey(['incidents']);
  const body = { tab: crypto.randomUUID(), is_here: true, is_typing: false };
  expect(await call(presence, 'POST', { key, params: { key: 'INC-999999' }, body })).toMatchObject({ status: 404 });
});
