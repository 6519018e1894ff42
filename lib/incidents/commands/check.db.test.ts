import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { loadVerify } from '../load/verify';
import { checkIncident, readDailyCheck } from '../queries/check';
import { noteForm } from '../schema';
import { addNote } from './add-note';
import { checkIncidents } from './check';
import { declareIncident } from './declare';

async function declared(): Promise<{ id: number; number: number }> {
  const ana = await makeUser('responder');
  const made = await declareIncident.execute({ title: 'Login returns 503' }, { actor: ana });
  for (const text of ['one', 'two'])
    await addNote.execute(noteForm.parse({ key: `INC-${made.number}`, text }), { actor: ana });
  return made;
}

/** As somebody who may do all in the database, and knows how. */
async function forge(...statements: ReturnType<typeof sql>[]): Promise<void> {
  await primarySql(sql`ALTER TABLE incident_event DISABLE TRIGGER USER`);
  for (const statement of statements) await primarySql(statement);
  await primarySql(sql`ALTER TABLE incident_event ENABLE TRIGGER USER`);
}
const partsOf = async (number: number) => (await checkIncident(number)).problems.map(({ part, seq }) => [part, seq]);

test('the check says of each part whether it holds, and where it broke', async () => {
  const { id, number } = await declared();
  expect(await partsOf(number)).toEqual([]);
  await forge(sql`UPDATE incident SET status = 'identified' WHERE id = ${id}`);
  expect((await checkIncident(number)).problems).toEqual([{ part: 'fold', seq: null, detail: 'status' }]);
  await forge(sql`UPDATE incident SET status = 'investigating' WHERE id = ${id}`);
  await forge(sql`UPDATE incident_event SET text = 'Two' WHERE incident_id = ${id} AND text = 'two'`);
  expect(await partsOf(number)).toEqual([['row', 4]]);
});

test('the daily check takes each incident once, whoever asks, and remembers the end that it saw', async () => {
  const { id, number } = await declared();
  const viewer = await makeUser('viewer');
  expect((await loadVerify(viewer, `INC-${number}`))?.daily).toBeNull();
  await Promise.all([checkIncidents(), checkIncidents()]);
  expect(await readDailyCheck(number)).toMatchObject({ seq: 4, problems: [] });
  const first = (await readDailyCheck(number))?.checkedAt;
  await checkIncidents();
  expect((await readDailyCheck(number))?.checkedAt).toEqual(first);

  // Its last row is taken away so well that the log alone does not show it.
  await forge(
    sql`DELETE FROM incident_event WHERE incident_id = ${id} AND seq = 4`,
    sql`UPDATE incident i SET last_seq = 3, head_hash = e.hash FROM incident_event e
      WHERE i.id = ${id} AND e.incident_id = i.id AND e.seq = 3`,
  );
  expect(await partsOf(number)).toEqual([['stamp', 4]]);
  await primarySql(sql`UPDATE incident_check SET checked_at = now() - interval '2 days' WHERE incident_id = ${id}`);
  await checkIncidents();
  expect((await readDailyCheck(number))?.problems).toMatchObject([{ part: 'stamp', seq: 4 }]);
  const audited = await primarySql(sql`
    SELECT 1 FROM audit_entry WHERE action = 'incident.check' AND subject = ${`INC-${number}`} AND outcome = 'refused'`);
  expect(audited).toHaveLength(1);
  // What was once the end goes on being missed.
  expect(await partsOf(number)).toEqual([['stamp', 4]]);
});

test('one that cannot be checked keeps no other from it, and is remembered as such', async () => {
  const [broken, sound] = [await declared(), await declared()];
  await checkIncidents(async (number) => {
    if (number === broken.number) throw new Error('no such function');
    return checkIncident(number);
  });
  expect((await readDailyCheck(broken.number))?.problems).toMatchObject([{ part: 'check', seq: null }]);
  expect(await readDailyCheck(sound.number)).toMatchObject({ seq: 4, problems: [] });
});
