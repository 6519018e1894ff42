import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { remindOwners } from '@/lib/actions/commands/remind';
import { listUnreminded } from '@/lib/actions/queries/reminders';
import { primarySql } from '@/lib/db/pool';
import { makeIncident, makeMuteChannel, route } from '@/lib/testing/notifications';
import { makeUser } from '@/lib/testing/people';
import { remindOverdue } from '../commands/remind';
import { readOverdueWork } from './overdue-work';
import { readWorkGauges } from './work-gauges';

const overdue = async () => (await readOverdueWork()).reminders;
const promised = (id: number, ago: string) =>
  primarySql(sql`UPDATE incident SET next_update_due_at = now() - ${ago}::interval WHERE id = ${id}`);

test('a reminder of an update or a post-mortem that nobody queued within a minute is overdue work, until it is queued', async () => {
  const late = await makeIncident();
  await promised(late.id, '61 seconds');
  expect(await overdue(), 'nobody takes reminders, so nobody misses one').toBe(0);

  await route(await makeMuteChannel('slack', { steps: ['reminder'] }));
  expect(await overdue()).toBe(1);
  await promised(late.id, '55 seconds');
  expect(await overdue(), 'the writer still has time').toBe(0);
  await promised(late.id, '11 minutes 5 seconds');
  expect(await overdue(), 'at once, and once more after ten minutes').toBe(2);

  const over = await makeIncident();
  await primarySql(sql`UPDATE incident SET status = 'resolved', resolved_at = now() WHERE id = ${over.id}`);
  await primarySql(sql`
    INSERT INTO incident_target (incident_id, position, code, occurrence, severity, after_minutes, due_at, state)
    VALUES (${over.id}, 0, 'postmortem', 1, 'SEV1', 1440, now() - interval '1 day 61 seconds', 'missed')`);
  // A drill that no channel is told of owes nothing to anybody.
  await promised((await makeIncident('Drill', { kind: 'drill' })).id, '5 minutes');
  expect(await overdue()).toBe(3);
  const gauge = (await readWorkGauges()).find(({ name }) => name === 'fairlead_reminders_overdue');
  expect(gauge?.samples).toEqual([{ labels: {}, value: 3 }]);

  expect(await remindOverdue()).toBe(3);
  expect(await overdue()).toBe(0);
});

test('the reminders of action items are overdue an hour after they should have been queued, in the morning', async () => {
  await route(await makeMuteChannel('slack', { steps: ['reminder'] }));
  const incident = await makeIncident();
  const [item] = await primarySql<{ id: number }>(sql`
    INSERT INTO action_item (incident_id, text, type, priority, owner_name, due_on, updated_at)
    VALUES (${incident.id}, 'Close connections', 'prevent', 'P1', '@dev-team', current_date - 3, now() - interval '3 days') RETURNING id`);
  await primarySql(sql`UPDATE notification_channel SET updated_at = now() - interval '3 days'`);
  const today = new Date().toISOString().slice(0, 10);
  const at = (clock: string) => listUnreminded(new Date(`${today}T${clock}Z`), 60);
  expect(await at('08:30:00')).toEqual([]);
  expect(await at('09:00:59')).toEqual([]);
  expect(await at('09:01:00')).toMatchObject([{ id: item?.id, incidentId: incident.id }]);
  expect(await at('00:30:00'), 'yesterday is over').toEqual([]);

  await primarySql(
    sql`UPDATE action_item SET updated_at = ${`${today}T08:30:00Z`}::timestamptz WHERE id = ${item?.id}`,
  );
  expect(await at('09:15:00'), 'changed after the first hour: the next one reminds').toEqual([]);
  expect(await at('09:31:01')).toHaveLength(1);
  await primarySql(sql`UPDATE notification_channel SET updated_at = ${`${today}T09:20:00Z`}::timestamptz`);
  expect(await at('09:31:01'), 'so does a channel that is new').toEqual([]);
  expect(await at('10:22:00')).toHaveLength(1);
  await remindOwners.execute({}, { actor: await makeUser('admin') });
  expect(await at('10:22:00')).toEqual([]);
});
