import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { queueNotifications } from '@/lib/notifications/commands/queue';
import type { ChannelKind, Severity } from '@/lib/notifications/schema';

export type TestIncident = {
  id: number;
  number: number;
  severity: Severity;
  kind: 'real' | 'drill';
  isPrivate: boolean;
};

/** An incident with an empty log. */
export async function makeIncident(
  title = 'Card payments fail',
  given: Partial<Omit<TestIncident, 'id' | 'number'>> = {},
): Promise<TestIncident> {
  const { severity = 'SEV1', kind = 'real', isPrivate = false } = given;
  const [row] = await primarySql<{ id: number; number: number }>(sql`
    INSERT INTO incident (title, status, severity, kind, visibility, detected_at)
    VALUES (${title}, 'investigating', ${severity}::severity, ${kind}::incident_kind,
      ${isPrivate ? 'private' : 'open'}::incident_visibility, now()) RETURNING id, number`);
  if (!row) throw new Error('no incident');
  return { ...row, severity, kind, isPrivate };
}

/** Appends an event to an incident's log and queues what it makes to be sent, in one transaction; answers its number. */
export function happen(
  { id, ...incident }: TestIncident,
  kind: string,
  payload: Record<string, unknown> = {},
  occurredAt?: Date,
): Promise<number> {
  return inTransaction(async (tx) => {
    const [row] = await tx.sql<{ seq: number; at: Date; severity: Severity }>(sql`
      UPDATE incident SET last_seq = last_seq + 1, resolved_at = now(),
        status = coalesce(${kind === 'status_changed' ? payload.to : null}::incident_status, status),
        severity = coalesce(${kind === 'severity_changed' ? payload.to : null}::severity, severity)
      WHERE id = ${id} RETURNING last_seq AS seq, date_trunc('milliseconds', clock_timestamp()) AS at, severity`);
    if (!row) throw new Error('no incident');
    const { seq, severity, at } = row;
    await tx.sql(sql`
      INSERT INTO incident_event (incident_id, seq, kind, occurred_at, actor_type, actor_name, text, payload)
      VALUES (${id}, ${seq}, ${kind}, ${occurredAt ?? at}, 'system', 'test', ${kind}, ${JSON.stringify(payload)}::jsonb)`);
    const events = [{ seq, kind, payload, occurredAt: occurredAt ?? at }];
    await queueNotifications(tx, { incidentId: id, ...incident, severity, events });
    return seq;
  });
}

/** Puts a channel on the route of a severity. */
export async function route(
  channelId: string,
  severity: Severity = 'SEV1',
  role: 'primary' | 'fallback' = 'primary',
): Promise<void> {
  await primarySql(sql`
    INSERT INTO notification_route (severity, role, channel_id) VALUES (${severity}::severity, ${role}::route_role, ${channelId})`);
}

/** A channel without secrets, for tests that send nothing. */
export async function makeMuteChannel(
  kind: ChannelKind,
  more: { canPage?: boolean; to?: string[]; steps?: string[] } = {},
) {
  const [row] = await primarySql<{ id: string }>(sql`
    INSERT INTO notification_channel (name, kind, config, sealed_secrets, can_page, steps)
    VALUES (gen_random_uuid()::text, ${kind}::channel_kind, ${JSON.stringify({ to: more.to ?? [] })}::jsonb, '',
      ${more.canPage ?? false}, ${more.steps ?? []}::text[]) RETURNING id`);
  return row?.id ?? '';
}

export type OutboxRow = {
  id: string;
  step: string;
  state: string;
  urgency: string;
  recipient: string;
  channel: string;
  attempts: number;
  error: string | null;
  payload: Record<string, unknown>;
};

/** The deliveries of an incident in the order in which they were made. */
export function outboxOf({ id }: { id: number }): Promise<OutboxRow[]> {
  return primarySql<OutboxRow>(sql`
    SELECT o.id, o.step, o.state, o.urgency, o.recipient, o.channel_id AS channel, o.attempts, o.last_error AS error, o.payload
    FROM outbox o WHERE o.incident_id = ${id} ORDER BY o.event_seq NULLS LAST, o.recipient`);
}
