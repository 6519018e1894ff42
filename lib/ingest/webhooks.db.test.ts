import fc from 'fast-check';
import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/ingest/[source]/route';
import { tidyUp } from '@/lib/boot/tidy-up';
import { primarySql } from '@/lib/db/pool';
import { removeSource } from '@/lib/sources/commands/remove-source';
import { rotateSecret } from '@/lib/sources/commands/rotate-secret';
import type { IssuedSource } from '@/lib/sources/schema';
import { call } from '@/lib/testing/api';
import { broken, bytes, mutated } from '@/lib/testing/hostile-bodies';
import { makeKey, makeUser } from '@/lib/testing/people';
import { deliver, incidentsOfService, makeSource, promAlert, promGroup } from '@/lib/testing/webhooks';
import { editSource } from '../sources/commands/edit-source';
import { replayDelivery } from './commands/replay-delivery';
import { listSourceDeliveries } from './queries/source-deliveries';

let admin: Awaited<ReturnType<typeof makeUser>>;
beforeAll(async () => {
  admin = await makeUser('admin');
});

const logOf = async (source: IssuedSource) => {
  const [row] = await primarySql<{ id: number }>(
    sql`SELECT source_id AS id FROM webhook_source WHERE id = ${source.id}::uuid`,
  );
  return (await listSourceDeliveries(admin, row?.id ?? 0, { limit: 50 })).items;
};
const watchdog = promGroup(promAlert({ name: 'Watchdog' }));
const plain = (title: string, more: object = {}) => ({ dedup_key: title, title, service: 'plain', ...more });

describe('who may deliver', () => {
  it('takes the secret as token or password, and nothing else', async () => {
    const source = await makeSource('alertmanager', 'Tokens');
    const basic = `Basic ${btoa(`fairlead:${source.secret}`)}`;
    expect((await deliver(source, watchdog)).status).toBe(202);
    expect((await deliver(source, watchdog, { authorization: basic })).status).toBe(202);
    for (const authorization of ['Bearer whs_wrong', `Bearer ${source.secret}x`, 'Basic Og==', '']) {
      const answer = await deliver(source, watchdog, { authorization });
      expect(answer.status, authorization).toBe(401);
      expect(answer.body).toMatchObject({ code: 'not_authenticated' });
    }
    const log = await logOf(source);
    expect(log.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'refused',
      'refused',
      'ignored',
      'ignored',
    ]);
    // Nobody knows who sent those: their bytes are not kept.
    expect(log.map(({ replayable }) => replayable)).toEqual([false, false, false, false, true, true]);
  });

  it('lets two secrets live after a change, and none of a source that was removed', async () => {
    const source = await makeSource('grafana', 'Changing');
    const next = await rotateSecret.execute({ id: source.id }, { actor: admin });
    expect((await deliver(source, watchdog)).status).toBe(202);
    expect((await deliver({ ...source, secret: next.secret }, watchdog)).status).toBe(202);
    const last = await rotateSecret.execute({ id: source.id }, { actor: admin });
    expect((await deliver(source, watchdog)).status).toBe(401);
    await primarySql(sql`UPDATE webhook_source SET previous_until = now() WHERE id = ${source.id}::uuid`);
    expect((await deliver({ ...source, secret: next.secret }, watchdog)).status).toBe(401);
    await removeSource.execute({ id: source.id }, { actor: admin });
    expect((await deliver({ ...source, secret: last.secret }, watchdog)).status).toBe(401);
  });

  it('finds the source by its secret where the address names none, and by no other’s', async () => {
    const [one, other] = [await makeSource('alert', 'One'), await makeSource('alert', 'Other')];
    const toKind = { ...one, url: 'http://127.0.0.1:3000/api/ingest/alert' };
    expect((await deliver(toKind, plain('by secret'))).status).toBe(202);
    expect(await logOf(one)).toHaveLength(1);
    expect((await deliver({ ...one, url: other.url }, plain('wrong slug'))).status).toBe(401);
  });

  it('takes an API key of the scope ingest as a source of its own', async () => {
    const send = async (key: string, source = 'alert') =>
      call(POST, 'POST', { key, params: { source }, body: source === 'alert' ? plain('by key') : watchdog });
    expect((await send((await makeKey(['ingest'])).key)).status).toBe(202);
    expect((await send((await makeKey(['read'])).key)).status).toBe(403);
    expect((await send((await makeKey(['ingest'])).key, 'pagerduty')).status).toBe(401);
  });

  it('keeps secrets sealed: no table has one', async () => {
    const source = await makeSource('alertmanager', 'Sealed');
    const tables = await primarySql<{ name: string }>(
      sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const [hit] = await primarySql<{ dump: string }>(
        sql`SELECT query_to_xml('SELECT * FROM ' || quote_ident(${name}), true, true, '')::text AS dump`,
      );
      expect(hit?.dump.includes(source.secret), name).toBe(false);
    }
  });
});

describe('what becomes of a delivery', () => {
  it('goes by the sender’s name of it: the first wins, whatever the second says', async () => {
    const source = await makeSource('pagerduty', 'Names');
    const event = (title: string) => ({
      event: {
        id: 'same',
        event_type: 'incident.triggered',
        occurred_at: '2026-03-02T10:00:00Z',
        data: { id: 'PD9', title, service: { summary: 'names' }, created_at: '2026-03-02T10:00:00Z' },
      },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(source, event('First'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 202]);
    const other = await deliver(source, event('Second'));
    expect(other.body).toMatchObject({ outcome: 'duplicate', reason: expect.stringContaining('another body') });
    expect(await incidentsOfService('names')).toMatchObject([{ title: 'First' }]);
  });

  it('of our own call: the same again is a duplicate, another body of the same key a conflict, a wrong field named', async () => {
    const source = await makeSource('alert', 'Own');
    const once = { 'idempotency-key': 'k1' };
    expect((await deliver(source, plain('own'), once)).status).toBe(202);
    expect((await deliver(source, plain('own'), once)).body).toMatchObject({ outcome: 'duplicate' });
    expect(await deliver(source, plain('own 2'), once)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_mismatch' },
    });
    const wrong = await deliver(source, { ...plain('own'), titel: 'x' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  });

  it('keeps what it cannot understand, answers with success, and takes it once the format is right', async () => {
    const source = await makeSource('alertmanager', 'Odd');
    const answer = await deliver(source, { hello: 'world' });
    expect(answer).toMatchObject({ status: 202, body: { outcome: 'not_understood' } });
    const [kept] = await logOf(source);
    expect(kept).toMatchObject({ outcome: 'not_understood', replayable: true });
    const again = await replayDelivery.execute({ id: source.id, delivery: kept?.id ?? '' }, { actor: admin });
    expect(again.outcome).toBe('not_understood');
    expect(await logOf(source)).toMatchObject([{ replay_of: kept?.id }, { id: kept?.id }]);
  });

  it('replays what changed something without changing it twice', async () => {
    const source = await makeSource('alert', 'Replayed');
    const alert = { ...plain('replayed'), service: 'replayed' };
    const { body } = await deliver(source, alert);
    await deliver(source, { ...alert, status: 'resolved' });
    const before = await incidentsOfService('replayed');
    expect(before).toMatchObject([{ status: 'declined' }]);
    const again = await replayDelivery.execute({ id: source.id, delivery: body.id }, { actor: admin });
    expect(again).toMatchObject({ outcome: 'duplicate', incidents: [] });
    expect(await incidentsOfService('replayed')).toEqual(before);
    const responder = await makeUser('responder');
    await expect(
      replayDelivery.execute({ id: source.id, delivery: body.id }, { actor: responder }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('forgets its bytes after 30 days, and all but the newest thousand', async () => {
    const source = await makeSource('alertmanager', 'Kept');
    for (let count = 0; count < 3; count += 1) await deliver(source, watchdog);
    const [oldest] = (await logOf(source)).toReversed();
    await primarySql(sql`
      UPDATE delivery_body SET received_at = now() - interval '31 days' WHERE delivery_id = ${oldest?.id ?? ''}::bigint`);
    await tidyUp();
    expect((await logOf(source)).map(({ replayable }) => replayable)).toEqual([true, true, false]);
    await primarySql(sql`
      WITH many AS (
        INSERT INTO delivery (source_id, kind, result, request_id)
        SELECT source_id, 'alert', 'ignored', 'many' FROM webhook_source, generate_series(1, 999) WHERE id = ${source.id}::uuid RETURNING *)
      INSERT INTO delivery_body (delivery_id, source_id, received_at, body) SELECT id, source_id, received_at, '' FROM many`);
    await tidyUp();
    const [left] = await primarySql(sql`
      SELECT count(*)::int FROM delivery_body b JOIN webhook_source w USING (source_id) WHERE w.id = ${source.id}::uuid`);
    expect(left).toEqual({ count: 1000 });
  });

  it('goes by what a source says of words and places', async () => {
    const source = await makeSource('alert', 'Mapped', { default_service: 'fallback' });
    await editSource.execute(
      { id: source.id, severities: { Loud: 'SEV1' }, default_environment: 'Staging' },
      { actor: admin },
    );
    await deliver(source, { dedup_key: 'm', title: 'Mapped', severity: 'loud' });
    const [incident] = await incidentsOfService('fallback');
    expect(incident).toMatchObject({ severity: 'SEV1' });
    const [row] = await primarySql(sql`
      SELECT e.name FROM incident i JOIN environment e ON e.id = i.environment_id WHERE i.id = ${incident?.id ?? 0}`);
    expect(row).toEqual({ name: 'staging' });
  });

  it('opens one incident for a group that the sender names, and one without a service for what names none', async () => {
    const source = await makeSource('alert', 'Groups');
    const grouped = async (title: string, service: string) =>
      (await deliver(source, { dedup_key: title, title, service, group_key: 'release-7' })).body.incidents;
    const [first, second] = [await grouped('g1', 'g-one'), await grouped('g2', 'g-two')];
    expect(first).toEqual(second);
    const lone = await deliver(source, { dedup_key: 'lone', title: 'No service at all' });
    expect(lone.body).toMatchObject({ outcome: 'applied', incidents: [expect.stringMatching(/^INC-/)] });
  });
});

describe('what is no delivery', () => {
  it('is refused by what is wrong with it, never with 5xx', async () => {
    const source = await makeSource('alertmanager', 'Broken');
    const status = async (body: unknown, headers = {}) => (await deliver(source, body, headers)).status;
    expect(await status('{"half":')).toBe(400);
    expect(await status(JSON.stringify({ a: 'x'.repeat(1024 * 1024) }))).toBe(413);
    expect(await status(`${'['.repeat(40)}${']'.repeat(40)}`)).toBe(400);
    expect(await status(watchdog, { 'content-type': 'text/plain' })).toBe(415);
    const unknown = await call(POST, 'POST', { key: source.secret, params: { source: 'nagios' }, body: {} });
    expect(unknown.status).toBe(404);
    // What was signed is kept even so.
    expect((await logOf(source)).filter(({ replayable }) => replayable).length).toBeGreaterThan(0);
  });

  it.each(['alertmanager', 'pagerduty', 'alert'] as const)('%s: whatever comes is answered below 500', async (kind) => {
    const source = await makeSource(kind, 'Fuzzed');
    const valid =
      kind === 'alert'
        ? plain('fuzz')
        : kind === 'pagerduty'
          ? {
              event: {
                id: 'e',
                event_type: 'incident.triggered',
                occurred_at: '2026-03-02T10:00:00Z',
                data: { id: 'i', title: 't', urgency: 'high', service: { summary: 's' } },
              },
            }
          : promGroup(promAlert({ name: 'Fuzz' }));
    const cases = fc.oneof(
      { weight: 3, arbitrary: mutated(valid).map(bytes) },
      { weight: 1, arbitrary: broken(valid) },
    );
    await fc.assert(
      fc.asyncProperty(cases, async (raw) => {
        const text = new TextDecoder().decode(raw);
        const answer = await deliver(source, text);
        expect(answer.status, answer.text).toBeLessThan(500);
      }),
      { numRuns: 25 },
    );
  });
});
