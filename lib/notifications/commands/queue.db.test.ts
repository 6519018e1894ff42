import sql from 'sql-template-tag';
import { beforeAll, expect, it } from 'vitest';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { acknowledge } from '@/lib/incidents/commands/acknowledge';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { readDeclareSeverities } from '@/lib/incidents/queries/declare';
import { happen, makeIncident, makeMuteChannel, outboxOf, route } from '@/lib/testing/notifications';
import { makeUser } from '@/lib/testing/people';
import { queueNotifications, queueReminder } from './queue';

const pagesNobody = async () =>
  (await readDeclareSeverities()).flatMap((each) => (each.pagesNobody ? [each.severity] : []));
const words = async (incident: { id: number }) =>
  (await outboxOf(incident)).map(({ step, urgency, recipient, state }) => `${step} ${urgency} ${recipient} ${state}`);

beforeAll(async () => {
  expect(await pagesNobody()).toEqual(['SEV1']);
  await route(await makeMuteChannel('slack', { steps: ['acknowledged', 'mitigated'] }));
  expect(await pagesNobody()).toEqual(['SEV1']);
  await route(await makeMuteChannel('pagerduty', { canPage: true }));
  await route(await makeMuteChannel('email', { to: ['team@example.com'], steps: ['reminder'] }), 'SEV2');
});

it('knows whether a severity wakes somebody; one that is not meant to page lacks nothing', async () => {
  expect(await pagesNobody()).toEqual([]);
});

it('a page that nobody sent yet is withdrawn by an acknowledgement, and only it', async () => {
  const incident = await makeIncident();
  const page = `fairlead:INC-${incident.number}:page`;
  await happen(incident, 'declared');
  expect(await words(incident)).toEqual([`declared page ${page} pending`, 'declared notify slack pending']);
  await happen(incident, 'role_accepted', { seat: 'commander' });
  await happen(incident, 'role_accepted', { seat: 'commander' });
  await happen(incident, 'status_changed', { from: 'investigating', to: 'resolved' });
  expect(await words(incident)).toEqual([
    `declared page ${page} superseded`,
    'declared notify slack pending',
    'acknowledged notify slack pending',
    'resolved notify slack pending',
  ]);
  expect((await outboxOf(incident))[0]?.error).toBe('Acknowledged before it was sent.');
});

it('who was paged hears that it is over, and after a re-opening is paged and acknowledged again', async () => {
  const incident = await makeIncident();
  const page = `fairlead:INC-${incident.number}:page`;
  await happen(incident, 'declared');
  await primarySql(
    sql`UPDATE outbox SET state = 'sent', attempts = 1, next_at = NULL, delivered_at = now() WHERE incident_id = ${incident.id}`,
  );
  await happen(incident, 'acknowledged');
  await happen(incident, 'status_changed', { from: 'investigating', to: 'resolved' });
  await happen(incident, 'status_changed', {
    from: 'resolved',
    to: 'investigating',
    reason: 'It came back',
    occurrence: 2,
  });
  await happen(incident, 'acknowledged');
  expect((await words(incident)).filter((line) => line.includes(page))).toEqual([
    `declared page ${page} sent`,
    `acknowledged notify ${page} pending`,
    `resolved notify ${page} pending`,
    `reopened page ${page} superseded`,
    `acknowledged notify ${page} pending`,
  ]);
});

it('says nothing of a private incident but its link', async () => {
  const incident = await makeIncident('Secret acquisition leaks', { isPrivate: true });
  await happen(incident, 'declared', { title: 'Secret acquisition leaks' });
  await happen(incident, 'status_changed', { from: 'investigating', to: 'cancelled', reason: 'Secret reason' });
  const rows = await outboxOf(incident);
  expect(rows.length).toBeGreaterThan(2);
  expect(JSON.stringify(rows)).not.toMatch(/secret/i);
  expect(rows[0]?.payload).toMatchObject({
    title: null,
    url: `http://127.0.0.1:3000/incidents/INC-${incident.number}`,
  });
});

it('what is reported when it is already over, or long after, is nobody’s news', async () => {
  const incident = await makeIncident();
  const { id: incidentId, ...facts } = incident;
  const at = now();
  const events = [
    { seq: 1, kind: 'declared', payload: {}, occurredAt: at },
    { seq: 2, kind: 'status_changed', payload: { from: 'investigating', to: 'resolved' }, occurredAt: at },
  ];
  await inTransaction((tx) => queueNotifications(tx, { incidentId, ...facts, events }));
  const old = await makeIncident();
  await happen(old, 'declared', {}, new Date(at.getTime() - 8 * 86_400_000));
  expect([await words(incident), await words(old)]).toEqual([[], []]);
});

it('is undone with its event, and made once however often it is asked for', async () => {
  const incident = await makeIncident();
  const { id: incidentId, ...facts } = incident;
  const events = [{ seq: 1, kind: 'declared', payload: {}, occurredAt: now() }];
  const queue = () => inTransaction((tx) => queueNotifications(tx, { incidentId, ...facts, events }));
  const undone = inTransaction(async (tx) => {
    await queueNotifications(tx, { incidentId, ...facts, events });
    throw new Error('the command failed');
  });
  await expect(undone).rejects.toThrow('the command failed');
  expect(await words(incident)).toEqual([]);
  await Promise.all(Array.from({ length: 8 }, queue));
  expect(await words(incident)).toHaveLength(2);
});

it('a reminder is made once for its key', async () => {
  const incident = await makeIncident('Slow search', { severity: 'SEV2' });
  const { id: incidentId, ...facts } = incident;
  const remind = (reminderKey: string) =>
    inTransaction((tx) =>
      queueReminder(tx, { incidentId, ...facts, reminderKey, text: 'The next update is overdue.' }),
    );
  expect([await remind('update:1'), await remind('update:1'), await remind('update:2')]).toEqual([1, 0, 1]);
  expect(await words(incident)).toEqual(Array(2).fill('reminder notify team@example.com pending'));
});

it('who declares and takes command calls for help: only who answers the call stops the page', async () => {
  const [ana, ben] = [await makeUser('responder'), await makeUser('responder')];
  const declared = async (take_command: boolean) => {
    const input = { title: 'Log-in fails', severity: 'SEV1' as const, services: ['login'], take_command };
    const { id, number } = await declareIncident.execute(input, { actor: ana });
    await acknowledge.execute({ key: `INC-${number}` }, { actor: ben });
    return outboxOf({ id });
  };
  const commanded = await declared(true);
  expect(commanded.map(({ step, state }) => `${step} ${state}`)).toEqual(['declared pending', 'declared pending']);
  expect(commanded[0]?.payload).toMatchObject({ title: 'Log-in fails', services: ['login'] });
  expect((await declared(false)).map(({ step, state }) => `${step} ${state}`)).toEqual([
    'declared superseded',
    'declared pending',
    'acknowledged pending',
  ]);
});
