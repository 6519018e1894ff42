import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { makeIncident, makeMuteChannel, outboxOf, route } from '@/lib/testing/notifications';
import { remindOverdue } from './remind';

const textOf = async (incident: { id: number }) =>
  (await outboxOf(incident)).map(({ payload }) => String(payload.text));

it('reminds of updates and post-mortems that are overdue, each once for its time', async () => {
  await route(await makeMuteChannel('slack', { steps: ['reminder'] }));
  const [late, calm] = [await makeIncident(), await makeIncident()];
  await primarySql(sql`UPDATE incident SET next_update_due_at = '2100-01-01' WHERE id = ${calm.id}`);
  await primarySql(sql`UPDATE incident SET next_update_due_at = now() - interval '1 minute' WHERE id = ${late.id}`);
  expect(await Promise.all([remindOverdue(), remindOverdue()]).then(([a, b]) => a + b)).toBe(1);
  expect(await remindOverdue()).toBe(0);
  expect(await textOf(late)).toEqual([expect.stringMatching(/^The next update was due at \d\d:\d\d UTC\.$/)]);
  expect(await textOf(calm)).toEqual([]);

  await primarySql(
    sql`UPDATE incident SET next_update_due_at = next_update_due_at - interval '10 minutes' WHERE id = ${late.id}`,
  );
  // The due time moved, so it is another update that is late, and it is late by 10 minutes.
  expect(await remindOverdue()).toBe(2);
  await primarySql(sql`UPDATE incident SET status = 'resolved', resolved_at = now() WHERE id = ${late.id}`);
  await primarySql(sql`
    INSERT INTO incident_target (incident_id, position, code, occurrence, severity, after_minutes, due_at, state)
    VALUES (${late.id}, 0, 'postmortem', 1, 'SEV1', 1440, now() - interval '25 hours', 'missed')`);
  expect(await remindOverdue()).toBe(1);
  expect((await textOf(late)).filter((text) => text.startsWith('The post-mortem is overdue'))).toHaveLength(1);
  await primarySql(sql`UPDATE incident SET postmortem_state = 'published' WHERE id = ${late.id}`);
  await primarySql(sql`UPDATE incident_target SET due_at = due_at - interval '1 day' WHERE incident_id = ${late.id}`);
  expect(await remindOverdue()).toBe(0);
});
