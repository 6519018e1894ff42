import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { POST as addAction } from '@/app/api/v1/incidents/[key]/actions/route';
import { GET as read } from '@/app/api/v1/incidents/[key]/postmortem/route';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { appendUpdate } from './commands/append-update';
import { extendDrafts } from './commands/extend';
import { lockPostmortem } from './commands/lock';
import {
  approvePostmortem,
  publishPostmortem,
  requestChanges,
  revisePostmortem,
  skipPostmortem,
  submitPostmortem,
} from './commands/review';
import { confirmTimeline } from './commands/settle';
import { startPostmortem } from './commands/start';
import { restoreVersion, saveVersion } from './commands/versions';
import { loadPostmortem } from './load';
import { documentOf, fragmentOf, textOf } from './model/document';

let own = '';
let writer: UserActor;
let reviewer: UserActor;
let manager: UserActor;
let viewer: UserActor;
const { declared, patch } = incidentCalls(() => own);
const by = (actor: UserActor) => ({ actor });

beforeAll(async () => {
  own = (await createTestKey()).key;
  writer = await makeUser('responder');
  reviewer = await makeUser('responder');
  manager = await makeUser('release_manager');
  viewer = await makeUser('viewer');
});

const resolved = () => declared({ resolved_at: '2026-03-10T10:35:00Z' });
const numberOf = (key: string) => Number(key.slice(4));

async function begun(): Promise<string> {
  const key = await resolved();
  await startPostmortem.execute({ key }, by(writer));
  return key;
}

async function inReview(): Promise<string> {
  const key = await begun();
  await confirmTimeline.execute({ key, rows: [1] }, by(writer));
  await submitPostmortem.execute({ key }, by(writer));
  return key;
}

/** Writes a line into the lessons, as an editor would. */
async function type(key: string, text: string): Promise<number> {
  const rows = await primarySql<{ update: Buffer }>(sql`
    SELECT u.update FROM pm_update u JOIN postmortem p ON p.id = u.postmortem_id JOIN incident i ON i.id = p.incident_id
    WHERE i.number = ${numberOf(key)} ORDER BY u.seq`);
  const doc = documentOf(...rows.map(({ update }) => update));
  const before = Y.encodeStateVector(doc);
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  fragmentOf(doc, 'lessons').push([paragraph]);
  const update = Y.encodeStateAsUpdate(doc, before);
  const { seq } = await appendUpdate.execute({ key, clientId: 7, idemKey: crypto.randomUUID(), update }, by(writer));
  return seq;
}

async function view(key: string, actor = writer) {
  const found = await loadPostmortem(actor, key);
  if (!found || found === 'early') throw new Error(`no post-mortem of ${key}`);
  return found;
}

const hold = (key: string, { id }: UserActor) =>
  primarySql(sql`
    INSERT INTO incident_seat (incident_id, seat, user_id, accepted_at)
    SELECT id, 'commander', ${id}::uuid, now() FROM incident WHERE number = ${numberOf(key)}`);

const stateInLog = async (key: string) =>
  (
    await primarySql<{ kind: string }>(sql`
      SELECT e.kind FROM incident_event e JOIN incident i ON i.id = e.incident_id
      WHERE i.number = ${numberOf(key)} AND e.kind LIKE 'postmortem%' ORDER BY e.seq`)
  ).map(({ kind }) => kind);

test('from draft to published: each step stands in the log of the incident, which may close then and not before', async () => {
  const key = await begun();
  await expect(submitPostmortem.execute({ key }, by(writer))).rejects.toMatchObject({ code: 'illegal_transition' });
  const early = await patch(key, { status: 'closed' });
  expect([early.status, early.body.code]).toEqual([422, 'illegal_transition']);
  await confirmTimeline.execute({ key, rows: [1] }, by(writer));
  await submitPostmortem.execute({ key }, by(writer));
  await approvePostmortem.execute({ key, upto_seq: 1 }, by(reviewer));
  await publishPostmortem.execute({ key }, by(writer));
  expect(await stateInLog(key)).toEqual([
    'postmortem_drafted',
    'postmortem_timeline_confirmed',
    'postmortem_submitted',
    'postmortem_approved',
    'postmortem_published',
  ]);
  expect(await view(key)).toMatchObject({ state: 'published', isOpen: false, logSeq: expect.any(Number) });
  expect((await patch(key, { status: 'closed' })).status).toBe(200);
});

test('a draft begins with the step to mitigated, by the program, where the severity asks for one; to the resolved it adds none', async () => {
  const key = await declared({ severity: 'SEV1' });
  const minor = await declared({ severity: 'SEV3' });
  const drill = await declared({ severity: 'SEV1', kind: 'drill' });
  for (const each of [key, minor, drill]) expect((await patch(each, { status: 'mitigated' })).status).toBe(200);
  expect(await view(key)).toMatchObject({ state: 'draft', owner: null, lastSeq: 1 });
  expect([(await view(minor)).state, (await view(drill)).state]).toEqual(['none', 'none']);
  await patch(key, { status: 'resolved' });
  expect(await stateInLog(key)).toEqual(['postmortem_drafted']);
  const [row] = await primarySql<{ type: string; name: string }>(sql`
    SELECT e.actor_type AS type, e.actor_name AS name FROM incident_event e JOIN incident i ON i.id = e.incident_id
    WHERE i.number = ${numberOf(key)} AND e.kind = 'postmortem_drafted'`);
  expect(row).toEqual({ type: 'system', name: 'Fairlead' });
  // Raised to what asks for one, it begins too.
  await patch(minor, { severity: 'SEV2' });
  expect((await view(minor)).state).toBe('draft');
  await startPostmortem.execute({ key }, by(writer));
  expect(await stateInLog(key)).toHaveLength(1);
});

test('mitigated by one and begun by another at once: one text, and neither fails', async () => {
  const key = await declared({ severity: 'SEV3' });
  await patch(key, { status: 'mitigated' });
  const answers = await Promise.allSettled([
    startPostmortem.execute({ key }, by(writer)),
    patch(key, { severity: 'SEV1' }),
    startPostmortem.execute({ key }, by(reviewer)),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(await stateInLog(key)).toEqual(['postmortem_drafted']);
  expect((await view(key)).lastSeq).toBe(1);
});

test('whoever held a role of the incident does not approve its post-mortem', async () => {
  const key = await inReview();
  await hold(key, reviewer);
  await expect(approvePostmortem.execute({ key, upto_seq: 1 }, by(reviewer))).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect((await view(key, reviewer)).steps.find(({ step }) => step === 'approve')?.blocked).toMatch(/held a role/);
  await expect(approvePostmortem.execute({ key, upto_seq: 1 }, by(manager))).resolves.toMatchObject({
    state: 'approved',
  });
});

test('newer text than the reviewer saw is not approved; nor is it written after the approval', async () => {
  const key = await inReview();
  const seq = await type(key, 'one more lesson');
  await expect(approvePostmortem.execute({ key, upto_seq: seq - 1 }, by(reviewer))).rejects.toMatchObject({
    code: 'newer_text',
    current: { last_seq: seq },
  });
  await approvePostmortem.execute({ key, upto_seq: seq }, by(reviewer));
  await expect(type(key, 'too late')).rejects.toMatchObject({ code: 'postmortem_locked' });
  await expect(confirmTimeline.execute({ key, rows: [1] }, by(writer))).rejects.toMatchObject({
    code: 'postmortem_locked',
  });
});

test('an approval and a write at the same moment: either it is in what was approved, or it is refused', async () => {
  for (let round = 0; round < 2; round += 1) {
    const key = await inReview();
    const [approval, written] = await Promise.allSettled([
      approvePostmortem.execute({ key, upto_seq: 1 }, by(reviewer)),
      type(key, 'at the same moment'),
    ]);
    // One of the two came first and the other learned of it.
    expect([approval.status, written.status].sort()).toEqual(['fulfilled', 'rejected']);
  }
});

test('what was approved keeps its facts, whatever is corrected later; revised, it shows what is known now', async () => {
  const key = await inReview();
  await approvePostmortem.execute({ key, upto_seq: 1 }, by(reviewer));
  const [head] = await primarySql<{ isHead: boolean }>(sql`
    SELECT e.hash = p.log_hash AS "isHead" FROM postmortem p JOIN incident i ON i.id = p.incident_id
      JOIN incident_event e ON e.incident_id = i.id AND e.seq = p.log_seq WHERE i.number = ${numberOf(key)}`);
  expect(head).toEqual({ isHead: true });
  await patch(key, { title: 'Another title' });
  expect(await view(key)).toMatchObject({ state: 'approved', title: 'Card payments fail' });
  await revisePostmortem.execute({ key }, by(writer));
  const revised = await view(key);
  expect([revised.title, revised.state]).toEqual(['Another title', 'draft']);
  expect(revised.reviews.map(({ isCurrent }) => isCurrent)).toEqual([false]);
});

test('a time that is corrected after the approval, or after publishing, sends it back to its review', async () => {
  const key = await inReview();
  await approvePostmortem.execute({ key, upto_seq: 1 }, by(reviewer));
  await patch(key, { resolved_at: '2026-03-10T11:05:00Z' });
  const again = await view(key);
  expect([again.state, again.facts.resolvedAt, again.logSeq]).toEqual(['in_review', '2026-03-10T11:05:00.000Z', null]);
  expect(again.reviews.map(({ isCurrent }) => isCurrent)).toEqual([false]);
  await approvePostmortem.execute({ key, upto_seq: again.lastSeq }, by(reviewer));
  await publishPostmortem.execute({ key }, by(writer));
  await patch(key, { status: 'investigating', reason: 'It is back' });
  await patch(key, { status: 'resolved' });
  const { state, rows } = await view(key);
  expect(state).toBe('in_review');
  expect(rows.map(({ text }) => text)).toContain('Status changed from investigating to resolved (2)');
  expect((await stateInLog(key)).filter((kind) => kind === 'postmortem_review_reopened')).toHaveLength(2);
});

test('a draft that began with mitigation learns how the incident ended, beside what was written', async () => {
  const key = await declared({ severity: 'SEV1', detected_at: new Date(Date.now() - 600_000).toISOString() });
  await patch(key, { status: 'mitigated' });
  expect(textOf((await view(key)).blocks.well)).not.toContain('Resolved');
  await type(key, 'typed before the end');
  await patch(key, { status: 'resolved' });
  await extendDrafts();
  // Once: what is in it is not added again.
  await extendDrafts();
  const { blocks, lastSeq } = await view(key);
  expect(textOf(blocks.well)).toMatch(/^Resolved 10 minutes after detection \(met, target: 1 hour\)$/m);
  expect([textOf(blocks.lessons), lastSeq]).toEqual(['typed before the end', 3]);
});

test('an incident is resolved while a step of its review is under way: neither waits for the other to end', async () => {
  const key = await declared({ severity: 'SEV1', detected_at: new Date(Date.now() - 600_000).toISOString() });
  await patch(key, { status: 'mitigated' });
  await inTransaction(async (tx) => {
    // As a step of the review does: its post-mortem first, the incident last.
    const { incidentId } = await lockPostmortem(tx, writer, key);
    expect((await patch(key, { status: 'resolved' })).status).toBe(200);
    await tx.sql(sql`SELECT 1 FROM incident WHERE id = ${incidentId} FOR NO KEY UPDATE`);
  });
  await extendDrafts();
  expect(textOf((await view(key)).blocks.well)).toContain('Resolved');
});

test('no owner or no date on an action item: no publishing', async () => {
  const key = await inReview();
  const { body } = await call(addAction, 'POST', {
    key: own,
    params: { key },
    body: { text: 'Fix connection leak', owner: '@dev-team' },
  });
  await approvePostmortem.execute({ key, upto_seq: 1 }, by(reviewer));
  await expect(publishPostmortem.execute({ key }, by(writer))).rejects.toThrow(body.id);
  await primarySql(sql`UPDATE action_item SET due_on = '2026-03-16' WHERE id = ${Number(body.id.slice(4))}`);
  await publishPostmortem.execute({ key }, by(writer));
  const { text } = await call(read, 'GET', { key: own, params: { key }, headers: { accept: 'text/markdown' } });
  expect(text).toContain('**Action Items:**\n- [ ] Fix connection leak (assign: @dev-team, due: 2026-03-16)\n');
});

test('changes are asked for with a reason, and the text goes back to its writers', async () => {
  const key = await inReview();
  await requestChanges.execute({ key, note: 'Say who was hit' }, by(reviewer));
  const { state, reviews, steps, isOpen } = await view(key);
  expect({ state, isOpen, note: reviews[0]?.note }).toEqual({
    state: 'changes_requested',
    isOpen: true,
    note: 'Say who was hit',
  });
  expect(steps.map(({ step }) => step)).toEqual(['submit']);
});

test('only a release manager skips one, with a reason, also before anybody began it', async () => {
  const key = await resolved();
  await expect(skipPostmortem.execute({ key, reason: 'A false alarm' }, by(writer))).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(skipPostmortem.execute({ key, reason: ' ' }, by(manager))).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await skipPostmortem.execute({ key, reason: 'A false alarm' }, by(manager));
  expect(await view(key)).toMatchObject({ state: 'skipped', skippedReason: 'A false alarm' });
  expect((await patch(key, { status: 'closed' })).status).toBe(200);
  await expect(type(key, 'nothing')).rejects.toMatchObject({ code: 'postmortem_locked' });
});

test('a version comes back as one more update, and what it replaces is kept', async () => {
  const key = await begun();
  await type(key, 'first lesson');
  const { id } = await saveVersion.execute({ key, name: 'One lesson' }, by(writer));
  await type(key, 'second lesson');
  await restoreVersion.execute({ key, version: id }, by(writer));
  const found = await loadPostmortem(writer, key, { version: id });
  if (!found || found === 'early') throw new Error('none');
  expect(textOf(found.blocks.lessons)).toBe('first lesson');
  expect(found.compared).toMatchObject({ name: 'One lesson', changes: 0 });
  expect(found.versions.map(({ name }) => name)).toEqual(['Before restoring “One lesson”', 'One lesson']);
  const kept = await loadPostmortem(writer, key, { version: found.versions[0]?.id ?? 0 });
  expect(
    kept !== 'early' && kept?.compared?.parts.filter(({ side }) => side === 'removed').map(({ text }) => text.trim()),
  ).toEqual(['second lesson']);
});

test('of a private incident nobody else reads, writes or hears a word', async () => {
  const key = await begun();
  await primarySql(sql`UPDATE incident SET visibility = 'private', source_id = NULL WHERE number = ${numberOf(key)}`);
  expect(await loadPostmortem(viewer, key)).toBeNull();
  await expect(type(key, 'hidden')).rejects.toMatchObject({ code: 'not_found' });
  const reader = (await createTestKey(['read'])).key;
  expect((await call(read, 'GET', { key: reader, params: { key } })).status).toBe(404);
  await hold(key, viewer);
  expect(await loadPostmortem(viewer, key)).toMatchObject({ isPrivate: true, mayWrite: false });
});

test('the JSON answer has the parts, and a draft before anybody began one', async () => {
  const key = await declared({
    started_at: '2026-03-10T10:03:00Z',
    resolved_at: '2026-03-10T10:35:00Z',
    summary: 'No card payment went through',
  });
  const { status, body } = await call(read, 'GET', { key: own, params: { key } });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    key,
    state: 'none',
    summary: {
      date: '2026-03-10',
      severity: 'SEV1 (production outage)',
      duration: '32 minutes (10:03 - 10:35 UTC)',
      duration_seconds: 1920,
      impact: 'No card payment went through',
    },
  });
});
