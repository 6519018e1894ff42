import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { GET as read } from '@/app/api/v1/incidents/[key]/postmortem/route';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { changeAccess } from '@/lib/incidents/commands/access';
import { editIncident } from '@/lib/incidents/commands/edit';
import { incidentForm } from '@/lib/incidents/schema';
import { liveSource } from '@/lib/live/registry';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { appendUpdate } from './commands/append-update';
import { addComment, deleteComment, editComment, replyToComment, settleComment } from './commands/comments';
import { approvePostmortem, publishPostmortem, revisePostmortem, submitPostmortem } from './commands/review';
import { confirmTimeline } from './commands/settle';
import { startPostmortem } from './commands/start';
import { restoreVersion, saveVersion } from './commands/versions';
import { loadPostmortem } from './load';
import { documentOf, fragmentOf } from './model/document';
import { passageOf } from './model/passage';
import { readDocument } from './queries/document';

let own = '';
let writer: UserActor;
let reviewer: UserActor;
let viewer: UserActor;
const { declared } = incidentCalls(() => own);
const by = (actor: UserActor) => ({ actor });
const system = { actor: { kind: 'system', name: 'a case' } } as const;

beforeAll(async () => {
  own = (await createTestKey()).key;
  [writer, reviewer, viewer] = [await makeUser('responder'), await makeUser('responder'), await makeUser('viewer')];
});

const idOf = async (key: string) =>
  (
    await primarySql<{ id: number }>(sql`
      SELECT p.id FROM postmortem p JOIN incident i ON i.id = p.incident_id WHERE 'INC-' || i.number = ${key}`)
  )[0]?.id ?? 0;
const textOf = async (key: string) => readDocument({ sql: primarySql }, await idOf(key));

const words = 'Connections were not released after a query';

/** A post-mortem whose cause is written. */
async function written(): Promise<string> {
  const key = await declared({ resolved_at: '2026-03-10T10:35:00Z' });
  await startPostmortem.execute({ key }, by(writer));
  await write(key, (cause) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(words)]);
    cause.delete(0, cause.length);
    cause.insert(0, [paragraph]);
  });
  return key;
}

/** Changes the cause, as an editor would. */
async function write(key: string, change: (cause: Y.XmlFragment) => void): Promise<number> {
  const { doc } = await textOf(key);
  const copy = documentOf(Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(copy);
  copy.transact(() => change(fragmentOf(copy, 'root_cause')));
  const update = Y.encodeStateAsUpdate(copy, before);
  return (await appendUpdate.execute({ key, clientId: 7, idemKey: randomUUID(), update }, by(writer))).seq;
}

async function passageIn(key: string, quote: string) {
  const from = words.indexOf(quote) + 1;
  const passage = passageOf(fragmentOf((await textOf(key)).doc, 'root_cause'), { from, to: from + quote.length });
  if (!passage) throw new Error(`no "${quote}"`);
  return passage;
}

async function comment(key: string, text = 'Which query?', actor = reviewer, idem = randomUUID()) {
  const passage = await passageIn(key, 'not released');
  return addComment.execute({ key, idem_key: idem, field: 'root_cause', passage, text }, by(actor));
}
const reply = (key: string, id: number, actor = writer, idem = randomUUID()) =>
  replyToComment.execute({ key, idem_key: idem, comment: id, text: 'The one of the cart' }, by(actor));

async function view(key: string, actor = writer) {
  const found = await loadPostmortem(actor, key);
  if (!found || found === 'early') throw new Error(`no post-mortem of ${key}`);
  return found;
}

test('a comment has its passage, its author and its answers, and is open until somebody settles it', async () => {
  const key = await written();
  const { id } = await comment(key);
  await reply(key, id);
  const [thread] = (await view(key)).threads;
  expect(thread).toMatchObject({
    field: 'root_cause',
    quote: 'not released',
    isGone: false,
    resolved: null,
    comments: [
      { author: reviewer.name, text: 'Which query?', editedAt: null, mayChange: false },
      { author: writer.name, text: 'The one of the cart', mayChange: true },
    ],
  });
  await settleComment.execute({ key, comment: id, resolved: true }, by(reviewer));
  expect((await view(key)).threads[0]?.resolved).toMatchObject({ by: reviewer.name });
  await settleComment.execute({ key, comment: id, resolved: false }, by(writer));
  expect((await view(key)).threads[0]?.resolved).toBeNull();
  await settleComment.execute({ key, comment: id, resolved: true }, by(writer));
  await reply(key, id, reviewer);
  expect((await view(key)).threads[0]).toMatchObject({ resolved: null, comments: { length: 3 } });
});

test('no comment changes a byte of the document, its updates, its exports or its versions', async () => {
  const key = await written();
  const bytes = async () => {
    const { doc, seq } = await textOf(key);
    const id = await idOf(key);
    const [rest] = await primarySql(sql`
      SELECT last_seq, text, updated_at, (SELECT count(*) FROM pm_update WHERE postmortem_id = p.id) AS updates,
        (SELECT count(*) FROM pm_version WHERE postmortem_id = p.id) AS versions FROM postmortem p WHERE id = ${id}`);
    const { text } = await call(read, 'GET', { key: own, params: { key }, query: '?format=markdown' });
    return { state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex'), seq, rest, text };
  };
  const before = await bytes();
  const { id } = await comment(key, 'Unheard of words: xylophone');
  await reply(key, id);
  await settleComment.execute({ key, comment: id, resolved: true }, by(writer));
  expect(await bytes()).toEqual(before);
  expect(before.text).not.toContain('xylophone');
});

test('reviewers comment while it is in review and approved; open comments keep nobody from approving; what is published takes none', async () => {
  const key = await written();
  await confirmTimeline.execute({ key, rows: [1] }, by(writer));
  await submitPostmortem.execute({ key }, by(writer));
  const { lastSeq } = await view(key);
  const { id } = await comment(key);
  await approvePostmortem.execute({ key, upto_seq: lastSeq }, by(reviewer));
  await reply(key, id);
  expect(await view(key)).toMatchObject({ state: 'approved', isOpen: false, takesComments: true, mayComment: true });
  await publishPostmortem.execute({ key }, by(writer));
  expect(await view(key)).toMatchObject({ takesComments: false, mayComment: false, threads: [{ id }] });
  const locked = { code: 'postmortem_locked' };
  await expect(comment(key)).rejects.toMatchObject(locked);
  await expect(reply(key, id)).rejects.toMatchObject(locked);
  await expect(settleComment.execute({ key, comment: id, resolved: true }, by(writer))).rejects.toMatchObject(locked);
  await expect(deleteComment.execute({ key, comment: id }, by(reviewer))).rejects.toMatchObject(locked);
  await revisePostmortem.execute({ key }, by(writer));
  await reply(key, id);
});

test('it moves with its text; when that is removed it keeps its quote and says so, and comes back with it', async () => {
  const key = await written();
  await comment(key);
  const { id: version } = await saveVersion.execute({ key, name: 'With it' }, by(writer));
  await write(key, (cause) => ((cause.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'Since v1.5.2: '));
  expect((await view(key)).threads[0]).toMatchObject({ quote: 'not released', isGone: false });
  await write(key, (cause) => cause.delete(0, cause.length));
  expect((await view(key)).threads[0]).toMatchObject({ quote: 'not released', isGone: true });
  await restoreVersion.execute({ key, version }, by(writer));
  expect((await view(key)).threads[0]).toMatchObject({ quote: 'not released', isGone: false });
});

test('whoever wrote a comment changes and deletes it while it is the last word, nobody else does', async () => {
  const key = await written();
  const { id } = await comment(key);
  const edit = (actor: UserActor, which = id) =>
    editComment.execute({ key, comment: which, text: 'Which of the queries?' }, by(actor));
  const remove = (actor: UserActor, which = id) => deleteComment.execute({ key, comment: which }, by(actor));
  await expect(edit(writer)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(remove(writer)).rejects.toMatchObject({ code: 'forbidden' });
  await edit(reviewer);
  expect((await view(key)).threads[0]?.comments[0]).toMatchObject({
    text: 'Which of the queries?',
    editedAt: expect.any(String),
  });
  const answer = await reply(key, id);
  await expect(edit(reviewer)).rejects.toMatchObject({ code: 'illegal_transition' });
  await expect(remove(reviewer)).rejects.toMatchObject({ code: 'illegal_transition' });
  await remove(writer, answer.id);
  await remove(reviewer);
  expect((await view(key)).threads).toEqual([]);
  await expect(remove(reviewer)).rejects.toMatchObject({ code: 'not_found' });
});

test('an answer and a deletion at once: one of them is refused, and no answer loses what it answers', async () => {
  const key = await written();
  for (let round = 0; round < 15; round += 1) {
    const { id } = await comment(key);
    const outcomes = await Promise.allSettled([
      deleteComment.execute({ key, comment: id }, by(reviewer)),
      reply(key, id),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const thread = (await view(key)).threads.find((each) => each.id === id);
    expect(thread?.comments.length ?? 0).toBe(outcomes[1].status === 'fulfilled' ? 2 : 0);
  }
});

test('the same comment sent again, also at once, is there once; another one under its key is refused', async () => {
  const key = await written();
  const idem = randomUUID();
  const ids = await Promise.all([1, 2, 3].map(() => comment(key, 'Once', reviewer, idem)));
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  expect(ids.filter(({ changed }) => changed)).toHaveLength(1);
  await expect(comment(key, 'Twice', reviewer, idem)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  await expect(comment(key, 'Once', writer, idem)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  expect((await view(key)).threads).toHaveLength(1);
});

test.each([
  ['nothing', '   ', 'This must not be empty.'],
  ['too much', 'x'.repeat(4001), /4,000 characters/],
])('%s is no comment, and that is said', async (_what, text, message) => {
  const key = await written();
  const refused = await comment(key, text).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'validation_failed', issues: [{ path: '/text' }] });
  expect(String((refused as Error).message)).toMatch(message);
  expect((await comment(key, 'x'.repeat(4000))).changed).toBe(true);
});

test('viewers read and do not write; of a private incident only its people do either', async () => {
  const key = await written();
  const { id } = await comment(key);
  await expect(comment(key, 'Me too', viewer)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await view(key, viewer)).toMatchObject({ mayComment: false, threads: [{ comments: [{ mayChange: false }] }] });
  await editIncident.execute(incidentForm.parse({ key, visibility: 'private' }), system);
  await changeAccess.execute({ key, user: writer.id, do: 'let_in' }, system);
  expect(await loadPostmortem(reviewer, key)).toBeNull();
  const unseen = { code: 'not_found' };
  await expect(comment(key)).rejects.toMatchObject(unseen);
  await expect(reply(key, id, reviewer)).rejects.toMatchObject(unseen);
  await expect(editComment.execute({ key, comment: id, text: 'x' }, by(reviewer))).rejects.toMatchObject(unseen);
  await expect(deleteComment.execute({ key, comment: id }, by(reviewer))).rejects.toMatchObject(unseen);
  await reply(key, id, writer);
});

test('a comment of one post-mortem is none of another', async () => {
  const [one, other] = [await written(), await written()];
  const { id } = await comment(one);
  const unknown = { code: 'not_found' };
  await expect(reply(other, id)).rejects.toMatchObject(unknown);
  await expect(settleComment.execute({ key: other, comment: id, resolved: true }, by(writer))).rejects.toMatchObject(
    unknown,
  );
  await expect(deleteComment.execute({ key: other, comment: id }, by(reviewer))).rejects.toMatchObject(unknown);
});

test('listeners hear of each change once, whatever hints were lost, and it moves no cursor', async () => {
  const key = await written();
  const source = liveSource(`postmortem:${key}`, viewer);
  const heard = async () => (await source?.after(2))?.map(({ seq, event, data }) => ({ seq, event, data }));
  expect(await heard()).toEqual([{ seq: 2, event: 'comments', data: { seq: 0 } }]);
  expect(await heard()).toEqual([]);
  const { id } = await comment(key);
  await reply(key, id);
  expect(await heard()).toEqual([{ seq: 2, event: 'comments', data: { seq: 2 } }]);
  expect(await heard()).toEqual([]);
  await settleComment.execute({ key, comment: id, resolved: true }, by(writer));
  await settleComment.execute({ key, comment: id, resolved: true }, by(writer));
  expect(await heard()).toMatchObject([{ data: { seq: 3 } }]);
});

test('the audit log says who commented and not what', async () => {
  const key = await written();
  const { id } = await comment(key, 'The password is hunter2');
  await deleteComment.execute({ key, comment: id }, by(reviewer));
  const rows = await primarySql<{ action: string; row: string }>(sql`
    SELECT action, to_jsonb(a)::text AS row FROM audit_entry a WHERE subject = ${key} AND action LIKE 'postmortem.%comment' ORDER BY seq`);
  expect(rows.map(({ action }) => action)).toEqual(['postmortem.comment', 'postmortem.delete_comment']);
  expect(rows.filter(({ row }) => row.includes('hunter2'))).toEqual([]);
});
