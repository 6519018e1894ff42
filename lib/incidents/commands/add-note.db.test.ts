import sql from 'sql-template-tag';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeKey, makeUser } from '@/lib/testing/people';
import { verifyLog } from '../queries/verify';
import { verifyFold } from '../queries/verify-fold';
import { noteForm } from '../schema';
import { addNote } from './add-note';
import { declareIncident } from './declare';

type Row = { seq: number; text: string; actorId: string; idemKey: string | null; write: string };

const rowsOf = (key: string) =>
  primarySql<Row>(sql`
    SELECT e.seq, e.text, e.actor_id AS "actorId", e.idem_key AS "idemKey", e.xmin::text AS write
    FROM incident_event e JOIN incident i ON i.id = e.incident_id WHERE 'INC-' || i.number = ${key} ORDER BY e.seq`);

let reporter: Awaited<ReturnType<typeof makeKey>>;
const { declared } = incidentCalls(() => reporter.key);
beforeAll(async () => {
  reporter = await makeKey(['ingest', 'read', 'incidents', 'admin']);
});

type Form = { text: string; occurred_at?: string; idem_key?: string; expected_version?: number };
type Case = { form: Form; code?: string };

/** What a writer sends in its turn, and the code that it must be refused with; undefined: it is written. */
type Writer = { actor: Actor; turn: (index: number) => Case; name?: string; withIdempotencyKey?: true };

const future = () => new Date(Date.now() + 3_600_000).toISOString();

test('I1, I2: of 20 who write at once, valid, repeated, illegal and forbidden, each has its own answer and the log is whole', async () => {
  const key = await declared();
  const [{ externalId = '' } = {}] = await primarySql<{ externalId: string }>(
    sql`SELECT external_id AS "externalId" FROM incident WHERE 'INC-' || number = ${key}`,
  );
  const gone = await makeUser('responder');
  await primarySql(sql`UPDATE session SET revoked_at = now() WHERE user_id = ${gone.id}::uuid`);
  const demoted = { ...(await makeUser('viewer')), role: 'admin' as const };
  const people = await Promise.all(Array.from({ length: 6 }, () => makeUser('responder')));
  const keys = await Promise.all(Array.from({ length: 3 }, () => makeKey(['incidents'])));
  const valid = (index: number): Case => ({ form: { text: `valid ${index}` } });
  const keyed = (index: number): Case => ({ form: { text: `keyed ${index}`, idem_key: crypto.randomUUID() } });
  const shared = Array.from({ length: 20 }, () => crypto.randomUUID());
  const repeated = (index: number): Case => ({ form: { text: `repeated ${index}`, idem_key: shared[index] ?? '' } });
  const other = (index: number): Case => ({ form: { text: 'other words', idem_key: shared[index] ?? '' } });
  const refused =
    (code: string, more: Partial<Form> = {}) =>
    (index: number): Case => ({ form: { text: `refused ${index}`, ...more }, code });
  const writers: Writer[] = [
    ...people.slice(0, 3).map((actor) => ({ actor, turn: valid })),
    ...people.slice(3).map((actor) => ({ actor, turn: keyed })),
    ...keys.map((actor) => ({ actor, turn: valid })),
    // Its own source calls the incident something else, so it waits in another lane for the same row.
    { actor: reporter, turn: valid, name: externalId },
    { actor: reporter, turn: valid, name: externalId, withIdempotencyKey: true },
    ...Array.from({ length: 3 }, () => ({ actor: people[0] as Actor, turn: repeated })),
    { actor: await makeUser('responder'), turn: refused('time_in_future', { occurred_at: future() }) },
    { actor: await makeUser('responder'), turn: refused('stale_version', { expected_version: 99 }) },
    { actor: await makeUser('viewer'), turn: refused('forbidden') },
    { actor: await makeKey(['read']), turn: refused('forbidden') },
    { actor: demoted, turn: refused('forbidden') },
    { actor: gone, turn: refused('not_authenticated') },
  ];
  expect(writers).toHaveLength(20);

  const answers: {
    actor: Actor;
    form: Form;
    seq: number | null;
    code: string | undefined;
    wanted: string | undefined;
  }[] = [];
  const owner = { sourceId: reporter.sourceId };
  await Promise.all(
    writers.map(async ({ actor, turn, name = key, withIdempotencyKey }, writer) => {
      for (let index = 0; index < shared.length; index += 1) {
        const { form, code: wanted } = turn(index);
        const text = `${writer}: ${form.text}`;
        const sent = form.text.startsWith('repeated') ? form : { ...form, text };
        const { expected_version, ...fields } = sent;
        const input = {
          ...noteForm.parse({ key: name, ...fields }),
          ...(expected_version ? { expected_version } : {}),
        };
        const idempotency = { owner, key: `${writer} ${index}`, bodyHash: sha256(text) };
        const given = addNote.execute(input, {
          actor,
          requestId: `request-${writer}-${index}`,
          ...(withIdempotencyKey ? { idempotency } : {}),
        });
        const answer = await given.then(
          ({ seq }) => ({ seq, code: undefined }),
          (error: { code: string }) => ({ seq: null, code: error.code }),
        );
        answers.push({ actor, form: sent, wanted, ...answer });
      }
    }),
  );

  expect(answers.map(({ code }) => code)).toEqual(answers.map(({ wanted }) => wanted));
  const rows = await rowsOf(key);
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: rows.length }, (_row, index) => index + 1));
  // Each who was answered a number finds there what they wrote, and nothing else was written.
  const accepted = answers.filter(({ seq }) => seq !== null);
  for (const { actor, form, seq } of accepted) {
    const row = rows.find((each) => each.seq === seq);
    expect(row).toMatchObject({
      text: form.text,
      actorId: 'id' in actor ? actor.id : null,
      idemKey: form.idem_key ?? null,
    });
  }
  const numbers = new Set(accepted.map(({ seq }) => seq));
  expect(rows.filter(({ seq }) => !numbers.has(seq)).map(({ seq }) => seq)).toEqual([1]);
  // The repeats of one key are one row.
  expect(numbers.size).toBe(accepted.length - 2 * shared.length);
  expect(await verifyLog(key)).toEqual({ ok: true, rows: rows.length });
  expect(await verifyFold(key)).toEqual({ ok: true, wrong: [] });
  // Without company this test would show nothing.
  expect(new Set(rows.map(({ write }) => write)).size).toBeLessThan(rows.length / 2);

  // Each accepted one of a key is a delivery of its own.
  const deliveries = await primarySql<{ n: number; calls: number }>(sql`
    SELECT count(*)::int AS n, count(DISTINCT request_id)::int AS calls FROM delivery WHERE kind = 'timeline'`);
  const ofKeys = accepted.filter(({ actor }) => actor.kind === 'apiKey').length;
  expect(deliveries).toEqual([{ n: ofKeys, calls: ofKeys }]);
  const audited = await primarySql<{ actor: string }>(sql`
    SELECT DISTINCT actor_id AS actor FROM audit_entry WHERE action = 'incident.note' AND outcome = 'refused'`);
  expect(audited.map(({ actor }) => actor).toSorted()).toEqual(
    [
      ...new Set(answers.flatMap(({ actor, wanted }) => (wanted === 'forbidden' && 'id' in actor ? [actor.id] : []))),
    ].toSorted(),
  );
  // A repeat is answered as before, later too; with other words it is a conflict.
  const [ana] = people;
  const again = (form: Form) => addNote.execute(noteForm.parse({ key, ...form }), { actor: ana as Actor });
  const first = rows.find(({ idemKey }) => idemKey === shared[0]);
  expect(await again(repeated(0).form)).toMatchObject({ seq: first?.seq, kinds: [] });
  const both = await Promise.allSettled([again(valid(0).form), again(other(0).form), again(repeated(0).form)]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(both[1]).toMatchObject({ reason: { code: 'idempotency_mismatch' } });
}, 120_000);

test('two that come together under one new key are one row; with other words the second is a conflict', async () => {
  const actor = await makeUser('responder');
  const { number } = await declareIncident.execute({ title: 'Login returns 503' }, { actor });
  const key = `INC-${number}`;
  const idem_key = crypto.randomUUID();
  const note = (text: string, more = {}) => addNote.execute(noteForm.parse({ key, text, ...more }), { actor });
  // The first is served alone; the others wait for it together.
  const [, one, two, three] = await Promise.allSettled([
    note('first'),
    note('second', { idem_key }),
    note('second', { idem_key }),
    note('third', { idem_key }),
  ]);
  expect(one).toMatchObject({ status: 'fulfilled', value: { kinds: ['note'] } });
  expect(two).toMatchObject({
    status: 'fulfilled',
    value: { kinds: [], seq: (one as { value?: { seq: number } }).value?.seq },
  });
  expect(three).toMatchObject({ status: 'rejected', reason: { code: 'idempotency_mismatch' } });
  expect((await rowsOf(key)).filter(({ text }) => /second|third/.test(text))).toHaveLength(1);
});

test('a note that the database refuses fails alone, and its company is written once', async () => {
  const actor = await makeUser('responder');
  const { number } = await declareIncident.execute({ title: 'Login returns 503' }, { actor });
  const key = `INC-${number}`;
  await primarySql(sql`ALTER TABLE incident_event ADD CONSTRAINT no_poison CHECK (text <> 'poison')`);
  try {
    const texts = ['first', 'second', 'poison', 'third', 'fourth'];
    const ends = await Promise.allSettled(
      texts.map((text) => addNote.execute(noteForm.parse({ key, text }), { actor })),
    );
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(ends[2]).toMatchObject({ reason: { code: '23514' } });
    const written = (await rowsOf(key)).map(({ text }) => text).filter((text) => texts.includes(text));
    expect(written).toEqual(['first', 'second', 'third', 'fourth']);
    expect(await verifyLog(key)).toMatchObject({ ok: true });
  } finally {
    await primarySql(sql`ALTER TABLE incident_event DROP CONSTRAINT no_poison`);
  }
});

test('a private incident is not there for those in a set who do not see it, and is for the others', async () => {
  const [ana, ben] = [await makeUser('responder'), await makeUser('responder')];
  const { number } = await declareIncident.execute(
    { title: 'Login returns 503', visibility: 'private' },
    { actor: ana },
  );
  const write = (actor: Actor, text: string) =>
    addNote.execute(noteForm.parse({ key: `INC-${number}`, text }), { actor });
  const ends = await Promise.allSettled([write(ana, 'a'), write(ben, 'b'), write(ana, 'c'), write(ben, 'd')]);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(ends[3]).toMatchObject({ reason: { code: 'not_found' } });
});

test('a target that time has missed is told once, after the notes that came together, and what is kept is what the log adds up to', async () => {
  const actor = await makeUser('responder');
  const { number } = await declareIncident.execute(
    { title: 'Login returns 503', severity: 'SEV1', take_command: false },
    { actor },
  );
  const key = `INC-${number}`;
  const texts = ['a', 'b', 'c'];
  const write = (text: string) => addNote.execute(noteForm.parse({ key, text }), { actor });
  await write('first');
  // Six minutes later nobody has taken command of it.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 });
  const answers = await Promise.all(texts.map(write)).finally(() => vi.useRealTimers());
  expect(answers.flatMap(({ kinds }) => kinds).toSorted()).toEqual(['note', 'note', 'note', 'target_missed']);
  const rows = await rowsOf(key);
  expect(answers.map(({ seq }) => rows[(seq ?? 0) - 1]?.text)).toEqual(texts);
  expect(rows.filter(({ text }) => text.startsWith('Commander seated'))).toHaveLength(1);
  expect(await verifyLog(key)).toEqual({ ok: true, rows: rows.length });
  expect(await verifyFold(key)).toEqual({ ok: true, wrong: [] });
});
