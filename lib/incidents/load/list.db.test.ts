import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { GET as listIncidents } from '@/app/api/v1/incidents/route';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { addNote } from '../commands/add-note';
import { declareIncident } from '../commands/declare';
import { editIncident } from '../commands/edit';
import { changeSeat } from '../commands/seats';
import { incidentForm, noteForm } from '../schema';
import { loadIncidentList } from './list';

let ana: UserActor;
let ben: UserActor;

beforeAll(async () => {
  [ana, ben] = [await makeUser('responder', 'ana@example.com'), await makeUser('responder', 'ben@example.com')];
});

async function declared(title: string, more: object = {}): Promise<string> {
  const { number } = await declareIncident.execute({ title, ...more }, { actor: ana });
  return `INC-${number}`;
}

async function keys(actor: UserActor, search: Record<string, string>): Promise<string[]> {
  return (await loadIncidentList(actor, search)).rows.map(({ key }) => key);
}

const resolve = (key: string) => editIncident.execute(incidentForm.parse({ key, status: 'resolved' }), { actor: ana });

test('words are found in titles, timelines and post-mortems, numbers and services too', async () => {
  const key = await declared('Zebra crossing fails', { services: ['stripes-api'] });
  const other = await declared('Another thing broke');
  await addNote.execute(noteForm.parse({ key, text: 'The giraffe cache was cold' }), { actor: ana });
  await primarySql(sql`
    INSERT INTO postmortem (incident_id, text) SELECT id, 'An okapi stood in the way' FROM incident WHERE 'INC-' || number = ${key}`);
  for (const q of ['zebra', 'GIRAFFE cold', 'okapi', 'stripes', key, key.slice(4)])
    expect(await keys(ana, { q }), q).toContain(key);
  expect(await keys(ana, { q: 'zebra okapi' })).toEqual([]);
  expect(await keys(ana, { q: 'giraffe' })).not.toContain(other);
});

test('a private incident is counted and not shown: not by its words, number or commander', async () => {
  const key = await declared('Secret quagga leak', { services: ['vault'] });
  await primarySql(sql`UPDATE incident SET visibility = 'private' WHERE 'INC-' || number = ${key}`);
  const searches = [{ q: 'quagga' }, { q: key }, { service: 'vault' }, { commander: ana.id, q: 'quagga' }];
  for (const search of searches as Record<string, string>[]) {
    expect(await keys(ana, search)).toEqual([key]);
    const { rows, counts, hidden } = await loadIncidentList(ben, search);
    // What is hidden is told without the filters, which would tell what it is about.
    expect([rows.length, counts.active, hidden]).toEqual([0, 0, 1]);
  }
  expect((await loadIncidentList(ana, {})).hidden).toBe(0);
  // Also one that a machine declared, which nobody's name is on.
  await primarySql(sql`UPDATE incident SET declared_by_id = NULL WHERE 'INC-' || number = ${key}`);
  expect((await loadIncidentList(ben, {})).hidden).toBe(1);
});

test('an empty seat is found as such, and who takes it commands; of two at once one does', async () => {
  const key = await declared('Nobody is at it', { take_command: false });
  expect(await keys(ben, { commander: 'nobody' })).toEqual([key]);
  const cleo = await makeUser('responder');
  const answers = await Promise.allSettled(
    [ben, cleo].map((actor) => changeSeat.execute({ key, seat: 'commander', do: 'take' }, { actor })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await keys(ben, { commander: 'nobody' })).toEqual([]);
  const winner = answers[0]?.status === 'fulfilled' ? ben : cleo;
  expect(await keys(ben, { commander: winner.id })).toEqual([key]);
  const { commanders } = await loadIncidentList(ben, {});
  expect(commanders.map(({ id }) => id)).toContain(winner.id);
});

test('what is resolved waits for its post-mortem, the earliest due first, until that is published; a SEV3 and a drill never do', async () => {
  const [second, first, minor, drill] = [
    await declared('A partial outage', { severity: 'SEV2' }),
    await declared('All is down', { severity: 'SEV1' }),
    await declared('A small thing', { severity: 'SEV3' }),
    await declared('A practised outage', { severity: 'SEV1', kind: 'drill' }),
  ];
  for (const key of [second, first, minor, drill]) await resolve(key);
  const waiting = await loadIncidentList(ana, { tab: 'postmortem', drills: '1' });
  expect(waiting.rows.map(({ key }) => key)).toEqual([first, second]);
  expect(waiting.rows.every(({ postmortemView }) => postmortemView.words.startsWith('Draft, due in'))).toBe(true);
  expect(waiting.counts.postmortem).toBe(2);
  await primarySql(sql`UPDATE incident SET postmortem_state = 'published' WHERE 'INC-' || number = ${first}`);
  expect(await keys(ana, { tab: 'postmortem' })).toEqual([second]);
  const over = await loadIncidentList(ana, { tab: 'resolved' });
  expect(over.rows.map(({ key }) => key)).toEqual(expect.arrayContaining([first, second, minor]));
  expect(over.rows.map(({ key }) => key)).not.toContain(drill);
});

test('what was resolved within seven days stands below the active ones, with its mean; the file holds what the tab does', async () => {
  const search = { q: 'narwhal' };
  const [first, second, going] = [
    await declared('Narwhal one'),
    await declared('Narwhal two'),
    await declared('Narwhal on'),
  ];
  for (const key of [first, second]) await resolve(key);
  await primarySql(sql`
    UPDATE incident SET detected_at = resolved_at - interval '1 hour' WHERE 'INC-' || number = ${first}`);
  await primarySql(sql`
    UPDATE incident SET detected_at = resolved_at - interval '3 hours' WHERE 'INC-' || number = ${second}`);
  const { rows, recent, csvHref } = await loadIncidentList(ana, search);
  expect(rows.map(({ key }) => key)).toEqual([going]);
  expect(recent?.rows.map(({ key }) => key)).toEqual([second, first]);
  expect(recent).toMatchObject({ isCut: false, meanSeconds: 7200 });
  const file = await call(listIncidents, 'GET', {
    key: (await createTestKey()).key,
    query: (csvHref ?? '').replace(/^[^?]*/, ''),
  });
  const lines = file.text.trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^key,id,title,/);
  expect(lines[1]).toContain(`${going},,Narwhal on,real,`);
  // Eight days later it is no news any more.
  await primarySql(sql`UPDATE incident SET resolved_at = resolved_at - interval '8 days', detected_at = detected_at - interval '8 days'
    WHERE 'INC-' || number = ${first}`);
  expect((await loadIncidentList(ana, search)).recent?.rows.map(({ key }) => key)).toEqual([second]);
});
