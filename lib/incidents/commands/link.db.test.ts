import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { readIncident } from '../queries/record';
import { verifyLog } from '../queries/verify';
import { verifyFold } from '../queries/verify-fold';
import { incidentForm } from '../schema';
import { declareIncident } from './declare';
import { editIncident } from './edit';
import { linkIncidents } from './link';
import { changeSeat } from './seats';

let ana: UserActor;
let ben: UserActor;
let apiKey: string;
beforeAll(async () => {
  [ana, ben] = await Promise.all([makeUser('responder'), makeUser('responder')]);
  ({ key: apiKey } = await createTestKey());
});
const { patch } = incidentCalls(() => apiKey);

async function declared(more: object = {}): Promise<string> {
  const { number } = await declareIncident.execute(
    { title: 'Login returns 503', severity: 'SEV2', services: ['login'], take_command: false, ...more },
    { actor: ana },
  );
  return `INC-${number}`;
}
const shown = (key: string, by = ana) => readIncident(by, key);
const kinds = async (key: string) => (await shown(key)).timeline.map(({ kind }) => kind);
const linksOf = async (key: string, by = ana) => (await shown(key, by)).links.map((link) => [link.key, link.kind]);
const link = (key: string, other: string, kind: 'duplicate' | 'related' | null, by = ana) =>
  linkIncidents.execute({ key, other, link: kind }, { actor: by });
const merge = (key: string, into: string, by = ana) =>
  editIncident.execute(incidentForm.parse({ key, status: 'merged', merged_into: into, reason: 'Same cause' }), {
    actor: by,
  });
const hide = (key: string) =>
  primarySql(sql`
    UPDATE incident SET visibility = 'private', fold = jsonb_set(fold, '{room,visibility}', '"private"') WHERE 'INC-' || number = ${key}`);

test('a link stands in both logs and is seen from either side, until it is taken back', async () => {
  const [a, b] = [await declared(), await declared()];
  await link(a, b, 'related');
  await link(b, a, 'related');
  expect([await linksOf(a), await linksOf(b)]).toEqual([[[b, 'related']], [[a, 'related']]]);
  for (const key of [a, b]) expect((await kinds(key)).filter((kind) => kind === 'linked')).toHaveLength(1);
  await link(b, a, 'duplicate');
  expect(await linksOf(a)).toEqual([[b, 'duplicate']]);
  await link(a, b, null);
  expect([await linksOf(a), await linksOf(b)]).toEqual([[], []]);
  for (const key of [a, b])
    expect([await verifyLog(key), await verifyFold(key)]).toMatchObject([{ ok: true }, { wrong: [] }]);
  await expect(link(a, a, 'related')).rejects.toMatchObject({ code: 'validation_failed' });
});

test('of an incident that one may not see there is nothing to link to, and no reader of an open one hears of a private one', async () => {
  const [open, secret] = [await declared(), await declared()];
  await hide(secret);
  await expect(link(open, secret, 'related', ben)).rejects.toMatchObject({ code: 'not_found' });
  await link(open, secret, 'related');
  expect(await linksOf(open)).toEqual([[secret, 'related']]);
  expect(await linksOf(open, ben)).toEqual([]);
  expect(JSON.stringify(await shown(open, ben))).not.toContain(`"${secret}"`);
  expect(await kinds(secret)).toContain('linked');
  await link(open, secret, null);
  expect(await linksOf(secret)).toEqual([]);
});

test('two people who link the same two at the same moment, each from the other side, do not stand in each other’s way', async () => {
  const pairs = await Promise.all(Array.from({ length: 6 }, () => Promise.all([declared(), declared()])));
  await Promise.all(pairs.flatMap(([a, b]) => [link(a, b, 'related'), link(b, a, 'related', ben)]));
  for (const [a, b] of pairs)
    expect([await linksOf(a), await linksOf(b)]).toEqual([[[b, 'related']], [[a, 'related']]]);
});

test('merging moves alerts and links, ends the one for good and says so in both logs', async () => {
  const [a, b, c] = [await declared(), await declared(), await declared()];
  await changeSeat.execute({ key: a, seat: 'commander', do: 'take' }, { actor: ana });
  await link(a, c, 'related');
  const [alert] = await primarySql<{ id: number; group: number }>(sql`
    WITH source AS (INSERT INTO source (kind, name) VALUES ('api_key', 'merging') RETURNING id),
      own AS (INSERT INTO alert_group (key, incident_id, updated_at)
        SELECT 'merging', id, now() FROM incident WHERE 'INC-' || number = ${a} RETURNING id, incident_id),
      made AS (INSERT INTO alert (source_id, group_id, dedup_key, identity, state, title, labels, starts_at, first_seen_at, last_seen_at)
        SELECT source.id, own.id, 'k', 'k', 'firing', 'p99', '{}', now(), now(), now() FROM source, own RETURNING id)
    INSERT INTO incident_alert (incident_id, alert_id, attached_at, opened) SELECT own.incident_id, made.id, now(), true FROM own, made
    RETURNING alert_id AS id`);
  await expect(merge(a, b, ben)).rejects.toMatchObject({ code: 'not_commander' });
  await merge(a, b);

  const [from, into] = [await shown(a), await shown(b)];
  expect(from).toMatchObject({ status: 'merged', reason: 'Same cause' });
  expect(await linksOf(a)).toContainEqual([b, 'merged_into']);
  expect(await linksOf(b)).toEqual(
    expect.arrayContaining([
      [a, 'merged_from'],
      [c, 'related'],
    ]),
  );
  expect(into.timeline.at(-1)).toMatchObject({ kind: 'merged_from', details: { alerts: 1, people: [{ id: ana.id }] } });
  const [moved] = await primarySql<{ alert: string; group: string }>(sql`
    SELECT (SELECT 'INC-' || number FROM incident i WHERE i.id = x.incident_id) AS alert,
      (SELECT 'INC-' || i.number FROM alert_group g JOIN incident i ON i.id = g.incident_id WHERE g.key = 'merging') AS "group"
    FROM incident_alert x WHERE x.alert_id = ${alert?.id}`);
  expect(moved).toEqual({ alert: b, group: b });

  // Its log is read-only, a repeat changes nothing, and nobody goes into it any more.
  await expect(link(a, c, 'related')).rejects.toMatchObject({ code: 'incident_over' });
  const before = (await shown(a)).last_seq;
  await merge(a, b);
  expect((await shown(a)).last_seq).toBe(before);
  await expect(merge(c, a)).rejects.toThrow(`Merge into that one`);
  for (const key of [a, b])
    expect([await verifyLog(key), await verifyFold(key)]).toMatchObject([{ ok: true }, { wrong: [] }]);
});

test('what cannot be merged is refused with the remedy', async () => {
  const [a, b, drill] = [await declared(), await declared(), await declared({ kind: 'drill' })];
  const refused = (into: string) => patch(a, { status: 'merged', merged_into: into, reason: 'Same cause' });
  expect((await refused(a)).body).toMatchObject({ status: 422, code: 'illegal_transition' });
  expect((await refused(drill)).body.detail).toContain('Link them');
  await patch(b, { status: 'resolved' });
  expect((await refused(b)).body.detail).toContain('resolved');
  expect((await refused('INC-999999')).status).toBe(404);
  expect((await patch(a, { status: 'merged', reason: 'x' })).body).toMatchObject({ status: 422 });
  expect((await patch(a, { merged_into: b })).status).toBe(422);
  expect((await shown(a)).status).toBe('investigating');
});

test('of two that are merged into each other at the same moment, exactly one is', async () => {
  const pairs = await Promise.all(Array.from({ length: 6 }, () => Promise.all([declared(), declared()])));
  const tries = await Promise.all(pairs.map(([a, b]) => Promise.allSettled([merge(a, b), merge(b, a, ben)])));
  expect(tries.map((pair) => pair.filter(({ status }) => status === 'fulfilled').length)).toEqual(pairs.map(() => 1));
  for (const refused of tries.flat().filter((each) => each.status === 'rejected'))
    expect(refused.reason).toMatchObject({ code: 'illegal_transition' });
});
