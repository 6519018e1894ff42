import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { ConflictError } from '@/lib/core/errors';
import { createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { incidentForm } from '../schema';
import { editIncident } from './edit';
import { changeSeat } from './seats';

let key: string;
let actor: UserActor;
beforeAll(async () => {
  ({ key } = await createTestKey());
  actor = await makeUser('responder');
});

const { post, patch, get, declared } = incidentCalls(() => key);
const shown = async (name: string) => (await get(name)).body;
/** What the form of a page sends. */
const save = (form: { key: string; seen?: Record<string, string | null>; [field: string]: unknown }) =>
  editIncident.execute(incidentForm.parse(form), { actor });

test('a form that was opened before others corrected the same field changes nothing, and says what it is now', async () => {
  const opened = await shown(await declared({ caused_by: 'd1' }));
  const by = await makeUser('responder');
  await editIncident.execute(incidentForm.parse({ key: opened.key, caused_by: 'd2', title: 'Checkout down' }), {
    actor: by,
  });
  const before = await shown(opened.key);

  const stale = save({ key: opened.key, caused_by: 'd3', seen: { caused_by: opened.caused_by } });
  await expect(stale).rejects.toThrow(ConflictError);
  await expect(stale).rejects.toMatchObject({
    code: 'stale_version',
    path: '/caused_by',
    issues: [{ path: '/caused_by', current: 'd2' }],
  });
  expect(await shown(opened.key)).toEqual(before);

  // On top of what it is now, it goes through; and what others did to another field stays.
  await save({ key: opened.key, caused_by: 'd3', seen: { caused_by: 'd2' } });
  expect(await shown(opened.key)).toMatchObject({ caused_by: 'd3', title: 'Checkout down' });
});

test('corrections of different fields do not meet, whoever made them', async () => {
  const opened = await shown(await declared());
  await post({ id: opened.id, resolved_at: '2026-03-10T10:35:00Z', summary: 'A bad release' });
  await save({ key: opened.key, severity: 'SEV2', seen: { severity: opened.severity } });
  expect(await shown(opened.key)).toMatchObject({ severity: 'SEV2', status: 'resolved', summary: 'A bad release' });
});

test('of eight people who save at the same moment over the same field, one is told', async () => {
  const { key: name, title } = await shown(await declared());
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, (_each, index) => save({ key: name, title: `Title ${index}`, seen: { title } })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await shown(name)).timeline).toHaveLength(2);
});

test('one of the two times alone cannot be set so that the end lies before the detection', async () => {
  const name = await declared({ resolved_at: '2026-03-10T10:35:00Z' });
  for (const [field, at] of [
    ['detected_at', '2026-03-10T10:36:00Z'],
    ['resolved_at', '2026-03-10T10:04:00Z'],
  ] as const) {
    const answer = await patch(name, { [field]: at });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', path: `/${field}` } });
  }
});

test('the API goes on setting exactly what it names', async () => {
  const name = await declared({ caused_by: 'd1' });
  expect((await patch(name, { caused_by: 'd2' })).body.caused_by).toBe('d2');
  expect(await patch(name, { caused_by: 'd3', seen: { caused_by: 'd1' } })).toMatchObject({ status: 422 });
});

test('times of a commanded incident are corrected by who commands or writes; of one that is over, not by any responder', async () => {
  const [commander, scribe, manager] = [
    await makeUser('responder'),
    await makeUser('responder'),
    await makeUser('release_manager'),
  ];
  const name = await declared();
  const at = (by: UserActor, detected_at: string) =>
    editIncident.execute(incidentForm.parse({ key: name, detected_at }), { actor: by });
  await at(actor, '2026-03-10T10:06:00Z');
  await changeSeat.execute({ key: name, seat: 'commander', do: 'take' }, { actor: commander });
  await changeSeat.execute({ key: name, seat: 'scribe', do: 'take' }, { actor: scribe });
  await expect(at(actor, '2026-03-10T10:07:00Z')).rejects.toThrow(
    `${commander.name} commands and ${scribe.name} writes`,
  );
  await at(scribe, '2026-03-10T10:07:00Z');
  await patch(name, { status: 'resolved', resolved_at: '2026-03-10T10:35:00Z' });
  for (const by of [actor, scribe])
    await expect(at(by, '2026-03-10T10:08:00Z')).rejects.toMatchObject({ code: 'not_commander' });
  await at(commander, '2026-03-10T10:08:00Z');
  await at(manager, '2026-03-10T10:09:00Z');
  expect((await patch(name, { detected_at: '2026-03-10T10:10:00Z' })).status).toBe(200);
});
