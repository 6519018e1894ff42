import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { GET } from '@/app/api/v1/actions/route';
import { addDays, localDate, now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { makeIncident, makeMuteChannel, outboxOf, route, type TestIncident } from '@/lib/testing/notifications';
import { makeUser } from '@/lib/testing/people';
import { remindOwners } from './remind';

const today = localDate(now(), 'UTC');
const add = (incident: TestIncident, text: string, dueIn: number | null, status = 'open') =>
  primarySql(sql`
    INSERT INTO action_item (incident_id, text, type, priority, status, owner_name, due_on, done_at)
    VALUES (${incident.id}, ${text}, 'prevent', 'P1', ${status}::action_status, '@dev-team',
      ${dueIn === null ? null : addDays(today, dueIn)}::date, ${status === 'done' ? now() : null}::timestamptz)`);
const textsOf = async (incident: TestIncident) =>
  (await outboxOf(incident)).map(({ payload }) => (payload as { text: string | null }).text).sort();

let actor: Awaited<ReturnType<typeof makeUser>>;
beforeAll(async () => {
  actor = await makeUser('admin');
});

test('without a channel that takes reminders nothing is queued, and that is said', async () => {
  await add(await makeIncident(), 'Nobody hears of it', -1);
  expect(await remindOwners.execute({}, { actor })).toEqual({ items: 1, queued: 0, hasChannel: false });
});

test('owners are reminded two days before, on the day and once it is late: once a day, whoever asks at the same time', async () => {
  await primarySql(sql`DELETE FROM action_item`);
  await route(await makeMuteChannel('slack', { steps: ['reminder'] }));
  const incident = await makeIncident();
  const hidden = await makeIncident('Secret acquisition leaks', { isPrivate: true });
  for (const [text, dueIn] of [
    ['a', -3],
    ['b', -1],
    ['c', 0],
    ['d', 1],
    ['e', 2],
    ['f', 3],
    ['g', null],
  ] as const)
    await add(incident, text, dueIn);
  await add(incident, 'h', -3, 'done');
  await add(hidden, 'Secret words', -3);
  const all = await Promise.all(Array.from({ length: 4 }, () => remindOwners.execute({}, { actor })));
  expect(all.map(({ items }) => items)).toEqual([5, 5, 5, 5]);
  expect(all.reduce((sum, { queued }) => sum + queued, 0)).toBe(5);
  const words = (await textsOf(incident)).map((text) => text?.replace(/^ACT-\d+ /, ''));
  expect(words.sort()).toEqual([
    '“a” is 3 days late, owner @dev-team.',
    '“b” is 1 day late, owner @dev-team.',
    '“c” is due today, owner @dev-team.',
    '“e” is due in 2 days, owner @dev-team.',
  ]);
  const secret = await outboxOf(hidden);
  expect(secret).toHaveLength(1);
  expect(JSON.stringify(secret)).not.toMatch(/secret/i);
  // The next day is another day.
  await primarySql(sql`UPDATE outbox SET reminder_key = replace(reminder_key, ${today}, ${addDays(today, -1)})`);
  expect((await remindOwners.execute({}, { actor })).queued).toBe(5);
});

test('in the CSV file nothing that begins like a formula is one', async () => {
  const { key } = await createTestKey(['read']);
  await add(await makeIncident(), '=HYPERLINK("http://evil.example")', null);
  const { headers, text } = await call(GET, 'GET', { key, query: '?format=csv' });
  expect(headers.get('content-type')).toContain('text/csv');
  const lines = text.trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^id,incident,.*,owner,/);
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  expect(text).toContain("'@dev-team");
  expect(text).not.toMatch(/(^|,)"?[=+@]/m);
  // Whose incident this key may not see is not in it.
  expect(text).not.toContain('Secret');
});
