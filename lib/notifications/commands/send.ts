import { randomInt } from 'node:crypto';
import sql from 'sql-template-tag';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import type { Outcome } from '../adapter';
import { closed } from '../model/message';
import { retryDelayMs } from '../model/retry';
import { acknowledgesAfter } from '../queries/told';
import type { MessageFacts, Urgency } from '../schema';
import { attempt, type SealedChannel } from './attempt';

/**
 * Sends what lies in the outbox: at least once, with an id that stays. A row is claimed by one statement, sent outside any
 * transaction, and its outcome reported by another, if the claim still holds: whoever was killed or too slow in between has its row
 * taken over when the lease ends, and reports nothing.
 */

type Claimed = {
  id: string;
  lease: string;
  recipient: string;
  urgency: Urgency;
  attempts: number;
  facts: MessageFacts;
  isPrivate: boolean;
  channel: SealedChannel;
};

const leaseSeconds = 30;
const mostPerChannel = 4;
const mostAtOnce = 12;

const opening = sql`('declared', 'raised', 'reopened', 'unacknowledged')`;
const overtaken = sql`(
  (o.urgency = 'page' OR (c.kind = 'pagerduty' AND o.step IN ${opening}))
    AND i.status IN ('resolved', 'closed', 'declined', 'merged', 'cancelled')
  OR o.urgency = 'page' AND EXISTS (
    SELECT 1 FROM incident_event e WHERE e.incident_id = o.incident_id AND ${acknowledgesAfter(sql`o.event_seq`)}))`;

/** Withdraws what is due and must not go out any more: pages of incidents that somebody is at, messages to channels out of use. */
async function withdraw(): Promise<void> {
  await primarySql(sql`
    UPDATE outbox o SET state = 'superseded', next_at = NULL, lease = NULL, last_error = CASE
      WHEN NOT c.enabled THEN 'The channel was switched off.' ELSE 'Acknowledged or over before it was sent.' END
    FROM notification_channel c, incident i
    WHERE o.next_at <= clock_timestamp() AND c.id = o.channel_id AND i.id = o.incident_id AND (NOT c.enabled OR ${overtaken})`);
}

/**
 * Claims at most `limit` deliveries that are due, pages first, few of one channel. What one recipient is to hear of an incident goes
 * out in order, as long as nothing fails: a message that was never tried is not overtaken by a later one.
 */
export async function claimDeliveries(limit: number): Promise<Claimed[]> {
  if (limit < 1) return [];
  await withdraw();
  type Row = Omit<Claimed, 'channel'> & Omit<SealedChannel, 'id'> & { channelId: string };
  const rows = await primarySql<Row>(sql`
    WITH due AS (
      SELECT o.id, o.urgency, o.next_at, row_number() OVER (PARTITION BY o.channel_id ORDER BY o.urgency, o.next_at, o.id)
        + (SELECT count(*) FROM outbox s WHERE s.next_at > clock_timestamp() AND s.state = 'sending' AND s.channel_id = o.channel_id) AS turn
      FROM outbox o
      WHERE o.next_at <= clock_timestamp() AND NOT EXISTS (
        SELECT 1 FROM outbox b
        WHERE b.incident_id = o.incident_id AND b.channel_id = o.channel_id AND b.recipient = o.recipient AND b.event_seq < o.event_seq
          AND (b.state = 'sending' OR (b.state = 'pending' AND b.attempts = 0)))),
    picked AS (
      SELECT o.id FROM due JOIN outbox o ON o.id = due.id JOIN notification_channel c ON c.id = o.channel_id
        JOIN incident i ON i.id = o.incident_id
      WHERE due.turn <= ${mostPerChannel} AND o.next_at <= clock_timestamp() AND c.enabled AND NOT ${overtaken}
      ORDER BY due.urgency, due.next_at LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED)
    UPDATE outbox o SET state = 'sending', attempts = o.attempts + 1, lease = gen_random_uuid(),
      next_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    FROM picked, notification_channel c, incident i
    WHERE o.id = picked.id AND c.id = o.channel_id AND i.id = o.incident_id
    RETURNING o.id, o.lease, o.recipient, o.urgency, o.attempts, o.payload AS facts, i.visibility = 'private' AS "isPrivate",
      c.id AS "channelId", c.kind, c.config, c.sealed_secrets AS sealed`);
  return rows.map(({ channelId, kind, config, sealed, ...row }) => ({
    ...row,
    channel: { id: channelId, kind, config, sealed },
  }));
}

/** One try, and what became of it; nothing is written. */
export function tryOnce({ id, recipient, facts, isPrivate, channel }: Claimed): Promise<Outcome> {
  // It may have become private since the row was written.
  return attempt(channel, { id, recipient, facts: closed({ ...facts, isPrivate: facts.isPrivate || isPrivate }) });
}

/** Stores an outcome, unless the claim has gone to somebody else. */
async function report({ id, lease, urgency, attempts, recipient, channel }: Claimed, outcome: Outcome): Promise<void> {
  if (outcome.ok) {
    await primarySql(sql`
      UPDATE outbox SET state = 'sent', delivered_at = clock_timestamp(), next_at = NULL, lease = NULL, last_error = NULL
      WHERE id = ${id} AND lease = ${lease}`);
    // Whoever answers again need not wait for what failed before: one by one, so that nobody is flooded.
    await primarySql(sql`
      UPDATE outbox SET next_at = clock_timestamp() WHERE id = (
        SELECT id FROM outbox WHERE next_at > clock_timestamp() AND state = 'pending' AND attempts > 0
          AND channel_id = ${channel.id} AND recipient = ${recipient}
        ORDER BY created_at, event_seq LIMIT 1 FOR UPDATE SKIP LOCKED)`);
    return;
  }
  const delay = outcome.isFinal
    ? null
    : retryDelayMs(urgency, attempts, randomInt(1_000_000) / 1_000_000, outcome.retryAfterMs);
  await primarySql(sql`
    UPDATE outbox SET state = ${delay === null ? 'failed' : 'pending'}::outbox_state, lease = NULL, last_error = ${outcome.error},
      next_at = clock_timestamp() + make_interval(secs => ${delay === null ? null : delay / 1000}::double precision)
    WHERE id = ${id} AND lease = ${lease}`);
}

async function deliver(claimed: Claimed): Promise<void> {
  const outcome = await tryOnce(claimed);
  await report(claimed, outcome).catch((error: unknown) =>
    logger.warn(
      { err: error, delivery: claimed.id },
      'what became of a delivery could not be stored; it is sent again',
    ),
  );
}

/** Sends what is due now, and waits for it; answers how many tries were made. */
export async function sendDue(): Promise<number> {
  const claimed = await claimDeliveries(mostAtOnce);
  await Promise.all(claimed.map(deliver));
  return claimed.length;
}

// Next.js evaluates modules once per bundle.
const store = globalThis as typeof globalThis & {
  fairleadSending?: { claiming: boolean; running: Set<Promise<void>> };
};

/** Takes up what is due while there is room; for a timer. Slow receivers keep their places only. */
export async function sendSoon(): Promise<void> {
  store.fairleadSending ??= { claiming: false, running: new Set() };
  const { fairleadSending: sending } = store;
  if (sending.claiming) return;
  sending.claiming = true;
  try {
    for (;;) {
      const claimed = await claimDeliveries(mostAtOnce - sending.running.size);
      for (const each of claimed) {
        const run: Promise<void> = deliver(each).finally(() => sending.running.delete(run));
        sending.running.add(run);
      }
      if (claimed.length < mostPerChannel) return;
    }
  } catch (error) {
    logger.warn({ err: error }, 'the outbox could not be read; trying again');
  } finally {
    sending.claiming = false;
  }
}

/** When what is being sent has ended; nothing more is taken up by then if the timer stopped. */
export async function sendingEnded(): Promise<void> {
  await Promise.all(store.fairleadSending?.running ?? []);
}
