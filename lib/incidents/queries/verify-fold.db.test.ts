import fc from 'fast-check';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import type { UserActor } from '@/lib/auth/actor';
import { AppError } from '@/lib/core/errors';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { changeAccess } from '../commands/access';
import { acknowledge } from '../commands/acknowledge';
import { addNote } from '../commands/add-note';
import { declareIncident } from '../commands/declare';
import { judgeDeploy } from '../commands/deploys';
import { editIncident } from '../commands/edit';
import { changeEntry } from '../commands/entries';
import { keepIncidents } from '../commands/keep';
import { changeSeat } from '../commands/seats';
import { addTask, changeTask } from '../commands/tasks';
import { postUpdate } from '../commands/updates';
import { incidentForm, incidentStatuses, noteForm, severities } from '../schema';
import { deployVerdicts, seats } from '../schema/room';
import { verifyLog } from './verify';
import { verifyFold } from './verify-fold';

/** I4 on the real tables: whatever people do, refused or not, every table of an incident is what its log adds up to. */
let people: UserActor[];
let deployments: number[];

beforeAll(async () => {
  people = [await makeUser('responder'), await makeUser('responder'), await makeUser('admin')];
  const { key } = await createTestKey();
  const deployed = (minutes: number) => ({
    id: `d-${minutes}`,
    service: 'login',
    environment: 'production',
    status: 'succeeded',
    finished_at: ago(minutes),
  });
  for (const minutes of [70, 80])
    expect((await call(postDeployment, 'POST', { key, body: deployed(minutes) })).status).toBe(201);
  const rows = await primarySql<{ id: number }>(sql`SELECT id FROM deployment ORDER BY id`);
  deployments = rows.map(({ id }) => id);
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const minutes = fc.constantFrom(0, 1, 6, 20, 70);
const who = fc.nat(2);
/** How much older the version is that somebody worked on. */
const behind = fc.constantFrom(null, 0, 0, 0, 1, 4);
const seq = fc.integer({ min: 1, max: 12 });

const patch = fc.oneof(
  // Merging takes two: link.db.test.ts.
  {
    weight: 4,
    arbitrary: fc.record({
      status: fc.constantFrom(...incidentStatuses.filter((each) => each !== 'merged')),
      reason: fc.constant('because'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ severity: fc.constantFrom(...severities) }) },
  { weight: 1, arbitrary: minutes.map((before) => ({ detected_at: ago(before + 1) })) },
  { weight: 1, arbitrary: minutes.map((before) => ({ resolved_at: ago(before) })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ mitigated_at: null }, { started_at: ago(75) }, { title: 'Log-in is down' }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ caused_by: 'd-70' }, { caused_by: null }, { fixed_by: 'unknown' }) },
);
const seat = fc.record(
  {
    seat: fc.constantFrom(...seats),
    do: fc.constantFrom('take', 'offer', 'accept', 'decline', 'release', 'assign'),
    to: fc.option(who),
    reason: fc.constant('because'),
    before: minutes,
  },
  { requiredKeys: ['seat', 'do', 'to', 'before'] },
);

/** What somebody does; `run` throws an AppError where it is refused. */
type Deed = { by: number; behind: number | null; run: (about: About) => Promise<unknown> };
type About = { key: string; expected_version?: number; actor: UserActor };
const deed = (runs: fc.Arbitrary<Deed['run']>) => fc.record({ by: who, behind, run: runs });

const deeds = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: deed(
        patch.map(
          (fields) =>
            ({ actor, ...about }) =>
              editIncident.execute(incidentForm.parse({ ...about, ...fields }), { actor }),
        ),
      ),
    },
    {
      weight: 4,
      arbitrary: deed(
        seat.map(({ to, before, ...fields }) => ({ actor, ...about }) => {
          const user = to === null ? {} : { user: people[to]?.id ?? '' };
          return changeSeat.execute({ ...about, ...fields, ...user, occurred_at: ago(before) }, { actor });
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: deed(
        fc.constantFrom('note', 'decision').map(
          (kind) =>
            ({ actor, key }) =>
              addNote.execute(noteForm.parse({ key, text: 'Pool is exhausted', kind }), { actor }),
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: deed(
        fc.constantFrom('amend' as const, 'hide' as const, 'pin' as const, 'redact' as const).chain((act) =>
          seq.map(
            (row) =>
              ({ actor, ...about }) =>
                changeEntry.execute({ ...about, seq: row, do: act, text: 'Other words', reason: 'because' }, { actor }),
          ),
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: deed(
        fc.option(who).map((to) => ({ actor, ...about }) => {
          const assignee = to === null ? {} : { assignee: people[to]?.id ?? '' };
          return addTask.execute({ ...about, text: 'Look at the pool', is_blocking: true, ...assignee }, { actor });
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: deed(
        fc.tuple(seq, fc.boolean(), fc.option(who)).map(([row, done, to]) => async ({ actor, ...about }) => {
          const [task] = await primarySql<{ number: number }>(sql`
            SELECT k.number FROM incident_task k JOIN incident i ON i.id = k.incident_id WHERE 'INC-' || i.number = ${about.key}
            ORDER BY k.number % ${row + 1} LIMIT 1`);
          const assignee = to === null ? null : (people[to]?.id ?? '');
          return changeTask.execute({ ...about, task: task?.number ?? row, done, assignee }, { actor });
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: deed(
        fc.integer({ min: 1, max: 60 }).map(
          (ahead) =>
            ({ actor, ...about }) =>
              postUpdate.execute({ ...about, conditions: 'Log-in fails', next_due_at: ago(-ahead) }, { actor }),
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: deed(
        minutes.map(
          (before) =>
            ({ actor, ...about }) =>
              acknowledge.execute({ ...about, occurred_at: ago(before) }, { actor }),
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: deed(
        fc.tuple(fc.nat(1), fc.constantFrom(...deployVerdicts)).map(
          ([pick, verdict]) =>
            ({ actor, ...about }) =>
              judgeDeploy.execute({ ...about, deployment: deployments[pick] ?? 0, verdict, why: 'so' }, { actor }),
        ),
      ),
    },
    { weight: 1, arbitrary: deed(fc.constant(() => keepIncidents())) },
  ),
  { minLength: 15, maxLength: 25 },
);

async function versionOf(key: string): Promise<number> {
  const [row] = await primarySql<{ version: number }>(
    sql`SELECT version FROM incident WHERE 'INC-' || number = ${key}`,
  );
  return row?.version ?? 0;
}

test('I4: after 40 sequences of real commands, every table of each incident is what its log adds up to', async () => {
  const seen = { done: 0, stale: 0, refused: 0 };
  const first = fc.record({ severity: fc.constantFrom(...severities), take_command: fc.boolean(), before: minutes });
  await fc.assert(
    fc.asyncProperty(first, deeds, async ({ before, ...declared }, all) => {
      const [ana] = people;
      if (!ana) throw new Error('nobody');
      const report = { title: 'Login returns 503', services: ['login'], detected_at: ago(before), ...declared };
      const { number } = await declareIncident.execute(report, { actor: ana });
      const key = `INC-${number}`;
      for (const { by, behind: old, run } of all) {
        const actor = people[by] ?? ana;
        const expected = old === null ? {} : { expected_version: Math.max(1, (await versionOf(key)) - old) };
        try {
          await run({ key, actor, ...expected });
          seen.done += 1;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          seen[error.code === 'stale_version' ? 'stale' : 'refused'] += 1;
        }
      }
      expect(await verifyFold(key), key).toEqual({ ok: true, wrong: [] });
      expect(await verifyLog(key)).toMatchObject({ ok: true });
    }),
    { numRuns: 40, seed: 3, endOnFailure: true },
  );
  expect(seen.done).toBeGreaterThan(300);
  expect(Math.min(seen.stale, seen.refused)).toBeGreaterThan(50);
}, 240_000);

test('I4, control: what is changed beside the log is found, table by table', async () => {
  const [ana] = people;
  if (!ana) throw new Error('nobody');
  const report = { title: 'Login returns 503', services: ['login'], detected_at: ago(1) };
  const { id, number } = await declareIncident.execute({ ...report, severity: 'SEV1' }, { actor: ana });
  const key = `INC-${number}`;
  await changeSeat.execute({ key, seat: 'scribe', do: 'offer', user: people[1]?.id ?? '' }, { actor: ana });
  await addTask.execute({ key, text: 'Look at the pool' }, { actor: ana });
  await editIncident.execute(incidentForm.parse({ key, visibility: 'private' }), { actor: ana });
  await changeAccess.execute({ key, user: people[2]?.id ?? '', do: 'let_in' }, { actor: ana });
  expect(await verifyFold(key)).toEqual({ ok: true, wrong: [] });
  await primarySql(sql`UPDATE incident SET status = 'identified', fold = fold || '{"services": []}' WHERE id = ${id}`);
  await primarySql(sql`UPDATE incident_seat SET accepted_at = accepted_at - interval '1 s' WHERE incident_id = ${id}`);
  await primarySql(sql`DELETE FROM incident_offer WHERE incident_id = ${id}`);
  await primarySql(sql`UPDATE incident_target SET state = 'met' WHERE incident_id = ${id} AND code = 'resolved'`);
  await primarySql(sql`UPDATE incident_task SET done_at = now() WHERE incident_id = ${id}`);
  await primarySql(sql`DELETE FROM incident_deploy WHERE incident_id = ${id}`);
  await primarySql(sql`DELETE FROM incident_service WHERE incident_id = ${id}`);
  await primarySql(sql`DELETE FROM incident_access WHERE incident_id = ${id}`);
  const { wrong } = await verifyFold(key);
  expect(wrong.toSorted()).toEqual([
    'access',
    'deploys',
    'fold',
    'offers',
    'seats',
    'services',
    'status',
    'targets',
    'tasks',
  ]);
});
