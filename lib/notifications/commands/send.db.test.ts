import sql from 'sql-template-tag';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { happen, makeIncident, outboxOf, route } from '@/lib/testing/notifications';
import { makeUser } from '@/lib/testing/people';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { removeChannel } from './remove-channel';
import { saveChannel } from './save-channel';
import { claimDeliveries, sendDue, tryOnce } from './send';
import { sendAgain } from './send-again';
import { testChannel } from './test-channel';

process.env.FAIRLEAD_OUTGOING_HOSTS = '127.0.0.1';

let receiver: Receiver;
let admin: UserActor;
const shared = {
  canPage: false,
  steps: ['acknowledged', 'update', 'mitigated'] as const,
  includesDrills: false,
  enabled: true,
};

beforeAll(async () => {
  receiver = await startReceiver();
  admin = await makeUser('admin');
});
afterAll(() => receiver.close());
beforeEach(async () => {
  receiver.received.length = 0;
  await primarySql(sql`TRUNCATE notification_route, outbox`);
});

async function makeWebhook(more: { canPage?: boolean } = {}): Promise<{ id: string; signingSecret: string }> {
  const { id, signingSecret } = await saveChannel.execute(
    {
      ...shared,
      ...more,
      steps: [...shared.steps],
      name: `hook ${Math.random()}`,
      kind: 'webhook',
      url: `${receiver.url}/in`,
    },
    { actor: admin },
  );
  return { id, signingSecret: signingSecret ?? '' };
}

async function makePager(): Promise<string> {
  const { id } = await saveChannel.execute(
    {
      ...shared,
      steps: [],
      name: `pager ${Math.random()}`,
      kind: 'pagerduty',
      endpoint: `${receiver.url}/v2/enqueue`,
      routingKey: 'R0123456789',
    },
    { actor: admin },
  );
  return id;
}

/** As if the time to the next try, or of a lease, had passed. */
const wait = () => primarySql(sql`UPDATE outbox SET next_at = clock_timestamp() WHERE next_at IS NOT NULL`);
const bodies = () => receiver.received.map(({ text }) => JSON.parse(text));

it('signs by Standard Webhooks, and with the secret before too for a day after a new one was made', async () => {
  const { id, signingSecret } = await makeWebhook();
  await route(id);
  const incident = await makeIncident();
  await happen(incident, 'declared');
  expect(await sendDue()).toBe(1);
  const [first] = receiver.received;
  const headers = first?.headers as Record<string, string>;
  expect(new Webhook(signingSecret).verify(first?.text ?? '', headers)).toMatchObject({
    type: 'incident.declared',
    data: { key: `INC-${incident.number}`, title: 'Card payments fail', sequence: 1, private: false },
  });
  expect(() => new Webhook(signingSecret).verify(`${first?.text} `, headers)).toThrow();
  const [row] = await outboxOf(incident);
  expect(row).toMatchObject({ state: 'sent', attempts: 1, error: null });
  expect(headers['webhook-id']).toBe(`msg_${row?.id}`);

  const rotated = await saveChannel.execute(
    { ...shared, steps: [], id, name: 'rotated', kind: 'webhook', url: '', rotate: true },
    { actor: admin },
  );
  await happen(incident, 'status_changed', { from: 'investigating', to: 'resolved' });
  await sendDue();
  const second = receiver.received[1];
  for (const secret of [signingSecret, rotated.signingSecret ?? ''])
    expect(new Webhook(secret).verify(second?.text ?? '', second?.headers as Record<string, string>)).toBeTruthy();
});

it('tries again what fails, waits as long as it is asked to, and gives up where nobody will ever listen', async () => {
  const { id } = await makeWebhook();
  await route(id);
  const incident = await makeIncident();
  receiver.answer(
    { status: 500 },
    'reset',
    { status: 429, headers: { 'retry-after': '7200' } },
    { status: 302, headers: { location: '/in' } },
  );
  await happen(incident, 'declared');
  const reasons: (string | null | undefined)[] = [];
  for (let n = 0; n < 4; n++) {
    await wait();
    await sendDue();
    const [row] = await outboxOf(incident);
    reasons.push(row?.error);
    if (n === 2) {
      const [due] = await primarySql<{ s: number }>(
        sql`SELECT extract(epoch FROM next_at - now())::int AS s FROM outbox`,
      );
      expect(due?.s).toBeGreaterThan(7100);
    }
  }
  expect(reasons).toEqual([
    'It answered 500.',
    'No connection: ECONNRESET.',
    'It answered 429 and asked to wait 7200 s.',
    'It answered 302, a redirect, which is not followed. Use the address that it leads to.',
  ]);
  expect(receiver.received).toHaveLength(4);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  receiver.answer({ status: 410 });
  await wait();
  await sendDue();
  const [row] = await outboxOf(incident);
  expect(row).toMatchObject({ state: 'failed', attempts: 5, error: 'It answered 410: this address is gone for good.' });
  await sendAgain.execute({ id: row?.id ?? '' }, { actor: admin });
  await sendDue();
  expect((await outboxOf(incident))[0]).toMatchObject({ state: 'sent', attempts: 1 });
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

it('I8: one record per event, channel and recipient, however many send at once', async () => {
  const { id } = await makeWebhook();
  await route(id);
  const incidents = await Promise.all(Array.from({ length: 6 }, () => makeIncident()));
  await Promise.all(incidents.map((incident) => happen(incident, 'declared')));
  for (let round = 0; round < 4; round++) await Promise.all([sendDue(), sendDue(), sendDue()]);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([6, 6]);
  const states = await Promise.all(incidents.map(outboxOf));
  expect(states.flat().map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(Array(6).fill('sent 1'));
});

it('I8: a process that dies before it sends loses nothing; one that dies after it sends repeats the same id', async () => {
  const { id } = await makeWebhook();
  await route(id);
  const [before, after] = [await makeIncident('Before'), await makeIncident('After')];
  await happen(before, 'declared');
  expect(await claimDeliveries(1)).toHaveLength(1);
  expect(await sendDue(), 'held by its lease').toBe(0);
  await wait();
  await sendDue();
  await happen(after, 'declared');
  const [claimed] = await claimDeliveries(1);
  if (!claimed) throw new Error('nothing was claimed');
  expect(await tryOnce(claimed)).toEqual({ ok: true });
  await wait();
  await sendDue();
  const keys = bodies().map(({ data }) => data.title);
  expect(keys).toEqual(['Before', 'After', 'After']);
  expect(receiver.received[1]?.headers['webhook-id']).toBe(receiver.received[2]?.headers['webhook-id']);
  const rows = [...(await outboxOf(before)), ...(await outboxOf(after))];
  expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent']);
});

it('opens, acknowledges and closes at PagerDuty under one key, in this order', async () => {
  await route(await makePager());
  const incident = await makeIncident();
  await happen(incident, 'declared');
  await sendDue();
  await happen(incident, 'role_accepted', { seat: 'commander' });
  await happen(incident, 'status_changed', { from: 'investigating', to: 'resolved' });
  for (let round = 0; round < 3; round++) await sendDue();
  expect(bodies().map((body) => `${body.event_action} ${body.dedup_key} ${body.payload?.severity}`)).toEqual([
    `trigger fairlead:INC-${incident.number}:page critical`,
    `acknowledge fairlead:INC-${incident.number}:page undefined`,
    `resolve fairlead:INC-${incident.number}:page undefined`,
  ]);
  expect(bodies()[0]?.routing_key).toBe('R0123456789');
});

it('a page that failed wakes nobody once somebody took command; what was tried is closed', async () => {
  await route(await makePager());
  const incident = await makeIncident();
  receiver.answer({ status: 503, headers: { 'retry-after': '1' } });
  await happen(incident, 'declared');
  await sendDue();
  // As if it were being sent while the acknowledgement comes: the event cannot withdraw it, the next claim does.
  const [claimed] = await wait().then(() => claimDeliveries(1));
  await happen(incident, 'acknowledged');
  await wait();
  await sendDue();
  await sendDue();
  expect(claimed).toBeDefined();
  expect((await outboxOf(incident)).map(({ step, state }) => `${step} ${state}`)).toEqual([
    'declared superseded',
    'acknowledged sent',
  ]);
  expect(bodies().map((body) => body.event_action)).toEqual(['trigger', 'acknowledge']);
});

it('what became private after the event was written goes out without its words', async () => {
  const { id } = await makeWebhook();
  await route(id);
  const incident = await makeIncident('Secret acquisition leaks');
  await happen(incident, 'declared');
  await primarySql(sql`UPDATE incident SET visibility = 'private' WHERE id = ${incident.id}`);
  await sendDue();
  expect(receiver.received[0]?.text).not.toMatch(/secret/i);
  expect(bodies()[0].data).toMatchObject({
    private: true,
    title: null,
    url: expect.stringContaining('/incidents/INC-'),
  });
});

it('a test message says what really happened', async () => {
  const { id } = await makeWebhook();
  receiver.answer({ status: 404 });
  expect(await testChannel.execute({ id }, { actor: admin })).toMatchObject([{ error: 'It answered 404.' }]);
  expect(await testChannel.execute({ id }, { actor: admin })).toMatchObject([{ error: null }]);
  const pager = await makePager();
  expect(await testChannel.execute({ id: pager }, { actor: admin })).toMatchObject([{ error: null }]);
  const [trigger, resolve] = bodies().slice(-2);
  expect([trigger.event_action, trigger.payload.severity, resolve.event_action]).toEqual([
    'trigger',
    'info',
    'resolve',
  ]);
  expect(trigger.dedup_key).toBe(resolve.dedup_key);
});

it('keeps secrets sealed, bound to their row, and destroys them with the channel', async () => {
  const [one, other] = [await makeWebhook(), await makeWebhook()];
  const sealed = () =>
    primarySql<{ id: string; text: string }>(sql`SELECT id, to_jsonb(c)::text AS text FROM notification_channel c`);
  expect(JSON.stringify(await sealed())).not.toMatch(/whsec_|\/in"/);
  await primarySql(sql`
    UPDATE notification_channel SET sealed_secrets = (SELECT sealed_secrets FROM notification_channel WHERE id = ${one.id}) WHERE id = ${other.id}`);
  const [moved] = await testChannel.execute({ id: other.id }, { actor: admin });
  expect(moved?.error).toBe('The settings of this channel cannot be read. Save it again with its secrets.');
  expect(receiver.received).toEqual([]);
  await route(one.id);
  const incident = await makeIncident();
  await happen(incident, 'declared');
  await removeChannel.execute({ id: one.id }, { actor: admin });
  expect((await outboxOf(incident)).map(({ state, error }) => `${state}: ${error}`)).toEqual([
    'superseded: The channel was removed.',
  ]);
  const [gone] = (await sealed()).filter(({ id }) => id === one.id);
  expect(JSON.parse(gone?.text ?? '')).toMatchObject({ sealed_secrets: '', enabled: false });
});
