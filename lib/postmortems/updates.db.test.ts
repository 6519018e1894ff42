import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { GET, POST } from '@/app/api/postmortems/[key]/updates/route';
import { POST as start } from '@/app/api/v1/incidents/[key]/postmortem/route';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { textLimits } from './commands/append-update';
import { blocksOf, documentOf, fragmentOf, seedOf, textOf } from './model/document';

let own = '';
const { declared } = incidentCalls(() => own);

beforeAll(async () => {
  own = (await createTestKey()).key;
});

async function begun(): Promise<string> {
  const key = await declared({ resolved_at: '2026-03-10T10:35:00Z' });
  expect((await call(start, 'POST', { key: own, body: {}, params: { key } })).status).toBe(201);
  return key;
}

const push = (key: string, update: Uint8Array, idem = randomUUID(), by = own) =>
  call(POST, 'POST', {
    key: by,
    params: { key },
    query: `?client_id=7&idem_key=${idem}`,
    raw: Buffer.from(update),
    headers: { 'content-type': 'application/octet-stream' },
  });
const pull = (key: string, query = '') => call(GET, 'GET', { key: own, params: { key }, query });

async function textAt(key: string): Promise<Y.Doc> {
  const { body } = await pull(key);
  return documentOf(Buffer.from(body.state, 'base64'));
}

/** The first text of a section, as an editor would write into it. */
function lineOf(doc: Y.Doc): Y.XmlText {
  const [list] = fragmentOf(doc, 'lessons').toArray() as Y.XmlElement[];
  const item = list?.get(0) as Y.XmlElement;
  const paragraph = item.get(0) as Y.XmlElement;
  if (paragraph.length === 0) paragraph.insert(0, [new Y.XmlText()]);
  return paragraph.get(0) as Y.XmlText;
}

test('two who begin it at once get one text, seeded once', async () => {
  const key = await declared({ resolved_at: '2026-03-10T10:35:00Z' });
  const both = await Promise.all([1, 2].map(() => call(start, 'POST', { key: own, body: {}, params: { key } })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
  const { body } = await pull(key);
  expect(body.last_seq).toBe(1);
  const [log] = await primarySql<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM incident_event e JOIN incident i ON i.id = e.incident_id
    WHERE i.number = ${Number(key.slice(4))} AND e.kind = 'postmortem_drafted'`);
  expect(log?.n).toBe(1);
});

test('before mitigation there is nothing to begin', async () => {
  const key = await declared();
  const { status, body } = await call(start, 'POST', { key: own, body: {}, params: { key } });
  expect([status, body.code]).toEqual([422, 'illegal_transition']);
});

test('an update is stored once under its key, and another one not under the same', async () => {
  const key = await begun();
  const doc = await textAt(key);
  const before = Y.encodeStateVector(doc);
  lineOf(doc).insert(0, 'canary');
  const update = Y.encodeStateAsUpdate(doc, before);
  const idem = randomUUID();
  expect((await push(key, update, idem)).body).toEqual({ seq: 2, duplicate: false });
  expect((await push(key, update, idem)).body).toEqual({ seq: 2, duplicate: true });
  lineOf(doc).insert(0, 'a ');
  const other = await push(key, Y.encodeStateAsUpdate(doc, before), idem);
  expect([other.status, other.body.code]).toEqual([409, 'idempotency_mismatch']);
  expect((await pull(key, '?after=1')).body).toMatchObject({
    last_seq: 2,
    state: null,
    rows: [{ seq: 2, idem_key: idem }],
  });
  expect(textOf(blocksOf(await textAt(key), 'lessons'))).toBe('canary');
});

test('text whose beginning is missing is refused with what the server has; sent whole, it is taken', async () => {
  const key = await begun();
  const doc = await textAt(key);
  lineOf(doc).insert(0, 'never sent, ');
  const middle = Y.encodeStateVector(doc);
  lineOf(doc).insert(12, 'sent');
  const refused = await push(key, Y.encodeStateAsUpdate(doc, middle));
  expect([refused.status, refused.body.code]).toEqual([409, 'updates_missing']);
  const has = Buffer.from(refused.body.current.state_vector, 'base64');
  expect((await push(key, Y.encodeStateAsUpdate(doc, has))).status).toBe(200);
  expect(textOf(blocksOf(await textAt(key), 'lessons'))).toBe('never sent, sent');
});

test('what is no update, or too large, or not for this key, stores nothing', async () => {
  const key = await begun();
  const corrupt = [new Uint8Array([1, 2, 3]), new Uint8Array([255, 255, 255, 255, 15]), Buffer.from('{"half":')];
  for (const update of corrupt) {
    const { status, body } = await push(key, update);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
  }
  expect((await push(key, new Uint8Array(256 * 1024 + 1))).status).toBe(413);
  const reader = (await createTestKey(['read'])).key;
  expect((await push(key, new Uint8Array([0, 0]), randomUUID(), reader)).status).toBe(403);
  expect((await pull(key)).body.last_seq).toBe(1);
});

test('the whole text is stored anew now and then, and read from there', async () => {
  textLimits.snapshotEvery = 10;
  const key = await begun();
  const doc = await textAt(key);
  for (let n = 2; n <= 13; n += 1) {
    const before = Y.encodeStateVector(doc);
    const line = lineOf(doc);
    line.insert(line.length, `${n} `);
    expect((await push(key, Y.encodeStateAsUpdate(doc, before))).body.seq).toBe(n);
  }
  const [snapshot] = await primarySql<{ upto: number; markdown: string }>(sql`
    SELECT s.upto_seq AS upto, s.markdown FROM pm_snapshot s JOIN postmortem p ON p.id = s.postmortem_id JOIN incident i ON i.id = p.incident_id
    WHERE i.number = ${Number(key.slice(4))}`);
  expect(snapshot?.upto).toBe(10);
  expect(snapshot?.markdown).toMatch(/^\*\*Lessons Learned:\*\*\n- 2 3 .* 10$/m);
  expect(textOf(blocksOf(await textAt(key), 'lessons'))).toMatch(/^2 3 .* 13 ?$/);
});

/** Three writers at once, over a wire that loses questions and answers, repeats them and turns them round (incidents.md I11). */
type Wire = (send: () => Promise<void>) => Promise<void>;

async function write(key: string, client: number, random: () => number, inserts: number, wire: Wire): Promise<string> {
  const doc = await textAt(key);
  doc.clientID = 1000 + client;
  let acked = Y.encodeStateVector(doc);
  let typed = '';
  const deliver = async () => {
    const at = Y.encodeStateVector(doc);
    const update = Y.encodeStateAsUpdate(doc, acked);
    const idem = randomUUID();
    await wire(async () => {
      const answer = await push(key, update, idem);
      if (random() < 0.2) return; // the answer is lost
      if (answer.status === 409) acked = Buffer.from(answer.body.current.state_vector, 'base64');
      else {
        expect(answer.status).toBe(200);
        acked = at;
      }
    });
  };
  for (let n = 0; n < inserts; n += 1) {
    const line = lineOf(doc);
    const mark = `${String.fromCharCode(65 + client)}${n};`;
    line.insert(Math.floor(random() * (line.length + 1)), mark);
    typed += mark;
    if (random() < 0.4) await deliver();
    if (random() < 0.2)
      for (const row of (await pull(key, '?after=1')).body.rows.reverse())
        Y.applyUpdate(doc, Buffer.from(row.update, 'base64'));
  }
  // Until the server has it all, however often that takes.
  for (let left = 20; left > 0; left -= 1) await deliver();
  return typed;
}

/** The same numbers from the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const badWire =
  (random: () => number): Wire =>
  async (send) => {
    if (random() < 0.25) return; // lost
    if (random() < 0.25) await send(); // comes twice
    await send();
  };

const lettersOf = (text: string) => [...text].sort().join('');

test('I11: three writers on a bad wire: what is there in the end is what they typed, letter by letter', async () => {
  const key = await begun();
  const random = randomFrom(42);
  const wire = badWire(random);
  const typed = await Promise.all([0, 1, 2].map((client) => write(key, client, random, 25, wire)));
  const found = textOf(blocksOf(await textAt(key), 'lessons'));
  expect(lettersOf(found)).toBe(lettersOf(typed.join('')));
});

test('I11, control: the same writers with a server that keeps the text that came last lose most of it', async () => {
  const random = randomFrom(42);
  let server = '';
  const wire = badWire(random);
  const writers = [0, 1, 2].map((client) => ({ client, text: '', typed: '' }));
  for (let n = 0; n < 25; n += 1) {
    for (const writer of writers) {
      const mark = `${String.fromCharCode(65 + writer.client)}${n};`;
      writer.text += mark;
      writer.typed += mark;
      if (random() < 0.4)
        await wire(async () => {
          server = writer.text;
        });
      if (random() < 0.2) writer.text = server;
    }
  }
  const typed = writers.map((writer) => writer.typed).join('');
  expect(server.length).toBeLessThan(typed.length / 2);
});

test('the seed is one client’s, so that it never doubles', () => {
  const seed = seedOf({ impact: ['once'] });
  const doc = documentOf(seed);
  lineOf(doc).insert(0, 'x');
  Y.applyUpdate(doc, seed);
  expect(textOf(blocksOf(doc, 'impact'))).toBe('once');
});
