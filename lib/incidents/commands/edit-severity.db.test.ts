import sql from 'sql-template-tag';
import { beforeAll, expect, it } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { loadSeverities } from '../load/severities';
import { readIncident } from '../queries/record';
import { declareIncident } from './declare';
import { editSeverity } from './edit-severity';

let admin: UserActor;
let ana: UserActor;
beforeAll(async () => {
  [admin, ana] = [await makeUser('admin'), await makeUser('responder')];
});

async function present(severity = 'SEV1') {
  const found = (await loadSeverities(ana)).severities.find((each) => each.severity === severity);
  if (!found) throw new Error(`no ${severity}`);
  const { reaction: _reaction, actionDays: _days, ...policy } = found;
  return policy;
}
const targetsOf = async (key: string) =>
  (await readIncident(ana, key)).targets.map(({ code, after_minutes }) => [code, after_minutes]);
const declared = async () => {
  const { number } = await declareIncident.execute({ title: 'Login fails', severity: 'SEV1' }, { actor: ana });
  return `INC-${number}`;
};

it('sets what incidents from now on are held to; those that are open keep theirs', async () => {
  const before = await declared();
  const known = await present();
  await editSeverity.execute(
    { ...known, meaning: 'All is down', commanderMinutes: 3, causeMinutes: null },
    { actor: admin },
  );
  const after = await declared();
  expect(await targetsOf(before)).toContainEqual(['commander', 5]);
  expect(await targetsOf(after)).toContainEqual(['commander', 3]);
  expect((await targetsOf(after)).map(([code]) => code)).not.toContain('cause_or_hotfix');
  expect(await present()).toMatchObject({ meaning: 'All is down', version: known.version + 1 });
  const [row] = await primarySql<{ subject: string; detail: object }>(sql`
    SELECT subject, detail FROM audit_entry WHERE action = 'severity.edit' ORDER BY seq DESC LIMIT 1`);
  expect(row).toEqual({
    subject: 'SEV1',
    detail: {
      changed: {
        meaning: { from: known.meaning, to: 'All is down' },
        commanderMinutes: { from: 5, to: 3 },
        causeMinutes: { from: 30, to: null },
      },
    },
  });
});

it('of two who change the same one does, and only administrators may', async () => {
  const known = await present('SEV2');
  const change = (updateMinutes: number, actor = admin) => editSeverity.execute({ ...known, updateMinutes }, { actor });
  await expect(change(45, ana)).rejects.toMatchObject({ code: 'forbidden' });
  const other = await makeUser('admin');
  const answers = await Promise.allSettled([change(45), change(50, other)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect(change(55)).rejects.toMatchObject({ code: 'stale_version' });
});
