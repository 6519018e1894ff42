import sql, { empty } from 'sql-template-tag';
import { env } from '@/lib/config/env';
import { now } from '@/lib/core/time';
import type { Tx } from '@/lib/db/transaction';
import { type About, messageFacts } from '../model/message';
import { isAcknowledgement, isReopening, type LifeEvent, type Planned, planFor, planStep, stepOf } from '../model/plan';
import { readSettings } from '../queries/settings';
import { readTold, wasAcknowledged } from '../queries/told';
import type { MessageFacts, Severity } from '../schema';

export type QueueFacts = {
  incidentId: number;
  number: number;
  /** After the events. */
  severity: Severity;
  isPrivate: boolean;
  kind: 'real' | 'drill' | 'test';
};

// What is reported longer after the fact is history that somebody imports.
const newsMs = 7 * 86_400_000;

/**
 * Writes the outbox rows of events that were just appended to an incident's log: in the caller's transaction, so that a message
 * exists if and only if its event does. The caller holds the incident's lock. Sends nothing and waits for nobody.
 */
export async function queueNotifications(
  tx: Tx,
  { events, ...facts }: QueueFacts & { events: LifeEvent[] },
): Promise<void> {
  const news = newsOf(events);
  if (news.length === 0 || isHistory(news)) return;
  const [settings, about] = await Promise.all([readSettings(tx), readAbout(tx, facts, events)]);
  let isOver = false;
  for (const event of news) {
    const step = stepOf(event);
    // Merging is one end, told by two rows of the log.
    if (step === 'resolved' && isOver) continue;
    isOver = step === 'resolved';
    if (step === 'acknowledged' || step === 'resolved') await supersedeOvertaken(tx, facts.incidentId, event.seq, step);
    const planned = planFor(
      event,
      {
        key: about.key,
        severity: facts.severity,
        kind: facts.kind,
        told: await readTold(tx, facts.incidentId),
        isAcknowledged: step === 'acknowledged' && (await isRepeat(tx, facts.incidentId, event, news)),
      },
      settings,
    );
    await insertRows(
      tx,
      facts.incidentId,
      { eventSeq: event.seq },
      planned.map((each) => ({ ...each, payload: messageFacts(each, event, about) })),
    );
  }
}

/**
 * Writes the rows of a reminder, which no event makes; `reminderKey` names it once and for all, such as 'update:<due instant>', so
 * that asking again adds nothing. Answers how many rows are new.
 */
export async function queueReminder(
  tx: Tx,
  { reminderKey, text, ...facts }: QueueFacts & { reminderKey: string; text: string },
): Promise<number> {
  const [settings, about, told] = await Promise.all([
    readSettings(tx),
    readAbout(tx, facts),
    readTold(tx, facts.incidentId),
  ]);
  const situation = { key: about.key, severity: facts.severity, kind: facts.kind, told, isAcknowledged: false };
  const reminder = { seq: null, kind: 'reminder', payload: { text }, occurredAt: now() };
  const rows = planStep('reminder', situation, settings).map((each) => ({
    ...each,
    payload: messageFacts(each, reminder, about),
  }));
  return insertRows(tx, facts.incidentId, { reminderKey }, rows);
}

/** What is to be told, in order. Whoever declares an incident and takes command of it has called for help, not answered the call. */
function newsOf(events: LifeEvent[]): LifeEvent[] {
  const isNew = events.some(({ kind }) => kind === 'declared');
  return events
    .filter((event) => stepOf(event) !== null && !(isNew && event.kind === 'role_accepted'))
    .toSorted((a, b) => a.seq - b.seq);
}

/** An incident that comes in when it is already over, or long after the fact, is nobody's news. */
function isHistory(news: LifeEvent[]): boolean {
  const declared = news.find(({ kind }) => kind === 'declared');
  if (!declared) return false;
  const isOld = now().getTime() - declared.occurredAt.getTime() > newsMs;
  return isOld || news.some((event) => stepOf(event) === 'resolved');
}

/** A hand-over of command acknowledges nothing anew. */
function isRepeat(tx: Tx, incidentId: number, event: LifeEvent, news: LifeEvent[]): Promise<boolean> | boolean {
  const before = news.filter(({ seq }) => seq < event.seq);
  const reopened = before.findLast(isReopening)?.seq ?? 0;
  if (before.some((each) => each.seq > reopened && isAcknowledgement(each))) return true;
  return reopened > 0 ? false : wasAcknowledged(tx, incidentId, event.seq);
}

async function readAbout(tx: Tx, facts: QueueFacts, events: LifeEvent[] = []): Promise<About> {
  const [row] = await tx.sql<{ title: string; services: string[] }>(sql`
    SELECT title, ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id
      WHERE x.incident_id = i.id ORDER BY s.slug) AS services
    FROM incident i WHERE i.id = ${facts.incidentId}`);
  const key = `INC-${facts.number}`;
  // The services of a new incident are linked after its log.
  const named = events.find(({ kind }) => kind === 'declared')?.payload.services;
  const services = row?.services.length ? row.services : Array.isArray(named) ? named.map(String) : [];
  return {
    key,
    url: `${env().PUBLIC_URL}/incidents/${key}`,
    severity: facts.severity,
    kind: facts.kind,
    isPrivate: facts.isPrivate,
    title: row?.title ?? key,
    services,
  };
}

/**
 * A page that has not gone out yet wakes nobody once somebody is at it; and nothing opens an alert at PagerDuty once the incident is
 * over. One that is being sent right now is looked at again before its next try.
 */
async function supersedeOvertaken(
  tx: Tx,
  incidentId: number,
  seq: number,
  step: 'acknowledged' | 'resolved',
): Promise<void> {
  const reason = step === 'acknowledged' ? 'Acknowledged before it was sent.' : 'Over before it was sent.';
  await tx.sql(sql`
    UPDATE outbox o SET state = 'superseded', next_at = NULL, last_error = ${reason} FROM notification_channel c
    WHERE c.id = o.channel_id AND o.incident_id = ${incidentId} AND o.event_seq < ${seq} AND o.state = 'pending'
      AND (o.urgency = 'page' ${
        step === 'resolved'
          ? sql`OR (c.kind = 'pagerduty' AND o.step IN ('declared', 'raised', 'reopened', 'unacknowledged'))`
          : empty
      })`);
}

type NewRow = Planned & { payload: MessageFacts };

async function insertRows(
  tx: Tx,
  incidentId: number,
  of: { eventSeq: number } | { reminderKey: string },
  rows: NewRow[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const [seq, key] = 'eventSeq' in of ? [of.eventSeq, null] : [null, of.reminderKey];
  const inserted = await tx.sql(sql`
    INSERT INTO outbox (incident_id, event_seq, reminder_key, step, channel_id, recipient, urgency, payload, created_at, next_at)
    SELECT ${incidentId}::bigint, ${seq}::int, ${key}::text, step, channel_id, recipient, urgency::urgency, payload,
      clock_timestamp(), clock_timestamp()
    FROM unnest(${rows.map((row) => row.step)}::text[], ${rows.map((row) => row.channelId)}::uuid[],
      ${rows.map((row) => row.recipient)}::text[], ${rows.map((row) => row.urgency)}::text[],
      ${rows.map((row) => JSON.stringify(row.payload))}::jsonb[]) AS row(step, channel_id, recipient, urgency, payload)
    ON CONFLICT DO NOTHING RETURNING id`);
  return inserted.length;
}
