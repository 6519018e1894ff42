import sql, { type Sql } from 'sql-template-tag';
import { expect, it } from 'vitest';
import { findSessionUser } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { addNote } from '@/lib/incidents/commands/add-note';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { editIncident } from '@/lib/incidents/commands/edit';
import { incidentPatch, noteForm } from '@/lib/incidents/schema';
import { makeKey, makeUser } from '@/lib/testing/people';
import { liveSource } from './registry';

const listener = (actor: Parameters<typeof liveSource>[1]) => {
  const source = liveSource('overview', actor);
  if (!source) throw new Error('no such channel');
  return source;
};

async function lastSeen(sessionHash: Buffer): Promise<number | undefined> {
  const rows = await primarySql<{ at: Date }>(
    sql`SELECT last_seen_at AS at FROM session WHERE id_hash = ${sessionHash}`,
  );
  return rows[0]?.at.getTime();
}

it.each([
  ['a moment ago', 0, true],
  ['before the minutes after which use is noted', 6, true],
  ['almost 12 hours ago', 12 * 60 - 1, true],
  ['more than 12 hours ago', 12 * 60 + 1, false],
])(
  'a stream of a session used %s is no use of it, and ends when others say that it ended',
  async (_when, minutes, goes) => {
    const user = await makeUser('viewer');
    await primarySql(sql`
    UPDATE session SET last_seen_at = now() - make_interval(mins => ${minutes}) WHERE id_hash = ${user.sessionHash}`);
    const before = await lastSeen(user.sessionHash);
    const { allowed } = listener(user);
    for (let poll = 0; poll < 3; poll += 1) expect(await allowed()).toBe(goes);
    expect(await lastSeen(user.sessionHash)).toBe(before);
    expect((await findSessionUser(user.sessionHash)) !== null).toBe(goes);
  },
);

const ends: Record<string, (hash: Buffer) => Sql> = {
  revoked: (hash) => sql`UPDATE session SET revoked_at = now() WHERE id_hash = ${hash}`,
  expired: (hash) => sql`UPDATE session SET expires_at = now() WHERE id_hash = ${hash}`,
  'of a disabled account': (hash) => sql`
    UPDATE user_account SET disabled_at = now() WHERE id = (SELECT user_id FROM session WHERE id_hash = ${hash})`,
};
it.each(Object.entries(ends))('a session that is %s listens no longer', async (_how, end) => {
  const user = await makeUser('admin');
  const { allowed } = listener(user);
  expect(await allowed()).toBe(true);
  await primarySql(end(user.sessionHash));
  expect(await allowed()).toBe(false);
});

it('a key listens by its scopes as they are now, until it is revoked', async () => {
  const key = await makeKey(['read']);
  const { allowed } = listener(key);
  expect(await allowed()).toBe(true);
  await primarySql(sql`UPDATE api_key SET scopes = '{ingest}' WHERE id = ${key.id}::uuid`);
  expect(await allowed()).toBe(false);
  await primarySql(sql`UPDATE api_key SET scopes = '{read}', revoked_at = now() WHERE id = ${key.id}::uuid`);
  expect(await allowed()).toBe(false);
});

it('what is written after an incident became private is not sent to those who may not see it', async () => {
  const [ana, ben] = [await makeUser('responder'), await makeUser('responder')];
  const { number } = await declareIncident.execute({ title: 'Keys were published' }, { actor: ana });
  const key = `INC-${number}`;
  const rowsFor = async (actor: typeof ana) => (await liveSource(`incident:${key}`, actor)?.after(0))?.length;
  expect(await rowsFor(ben)).toBe(2);
  await editIncident.execute({ key, patch: incidentPatch.parse({ visibility: 'private' }) }, { actor: ana });
  await addNote.execute(noteForm.parse({ key, text: 'The key is hunter2' }), { actor: ana });
  expect([await rowsFor(ben), await rowsFor(ana)]).toEqual([0, 4]);
});
