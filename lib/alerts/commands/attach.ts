import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/transaction';
import { openRoom } from '@/lib/incidents/commands/declare';
import type { LogEntry } from '@/lib/incidents/model/incident';
import { isActive } from '@/lib/incidents/model/status';
import { detectedAt, foldNew, isWorse, reopenMinutes, worst } from '../model';
import type { AlertRow, LockedGroup } from './alert-rows';
import { change, type Desk, isUnaccepted, type Seat, say } from './desk';
import { type Former, findActive, findFormer, type Standing } from './find-incidents';
import type { Told } from './fold-alerts';

export type Sender = { sourceId: number; name: string; mode: 'triage' | 'live' };
export type Arrival = { tx: Tx; actor: Actor; sender: Sender; receivedAt: Date; now: Date };

/** What a group of a delivery brings to an incident. */
export type Bundle = {
  group: LockedGroup;
  told: Told[];
  /** Its open incident, locked; null: there is none. */
  present: Seat | null;
};

const fires = ({ step, row }: Told) => step === 'new' && row.state === 'firing';
/** It is over already: it may be added to what is open, and opens nothing. */
const isPast = ({ step, row }: Told) => step === 'late' || (step === 'new' && row.state === 'resolved');

/** Does it belong to an incident, if there is one? */
export const arrives = (told: Told) => fires(told) || isPast(told);

const canTake = (seat: Seat | null, group: LockedGroup): seat is Seat =>
  seat !== null &&
  isActive(seat.incident.status) &&
  seat.incident.kind === 'real' &&
  (seat.locked.stored.room.visibility === 'open' || seat.locked.stored.id === group.incidentId);

/**
 * The open incident of a group, locked. What was found before its lock may be over since: then it is looked for again, and whoever
 * ended it has committed.
 */
export async function lockActive({ tx }: Arrival, desk: Desk, group: LockedGroup): Promise<Seat | null> {
  for (let turn = 0; turn < 5; turn += 1) {
    const id = await findActive(tx, group);
    if (id === null) return null;
    const isKnown = desk.get(id) !== null;
    await desk.lock([id]);
    const seat = desk.get(id);
    if (canTake(seat, group)) return seat;
    if (isKnown) return null;
  }
  return null;
}

/** Adds the alerts of a group to its open incident, or opens one for those that may; what finds none stays by itself. */
export async function attach(
  arrival: Arrival,
  desk: Desk,
  { group, told, present }: Bundle,
  standings: Map<number, Standing>,
): Promise<{ outcome: 'opened' | 'joined' | 'unattached'; count: number }> {
  const coming = told.filter(arrives);
  const opening = coming.filter((each) => fires(each) && each.row.severity !== null);
  if (!present && opening.length === 0) return { outcome: 'unattached', count: coming.length };
  const seat = present ?? (await open(arrival, desk, group, opening));
  const rows = coming.map(({ row }) => row);
  const { tx, now, receivedAt } = arrival;
  const incidentId = seat.locked.stored.id;
  await tx.sql(sql`
    INSERT INTO incident_alert (incident_id, alert_id, attached_at, opened)
    SELECT ${incidentId}, id, ${now}, ${present === null} FROM unnest(${rows.map((row) => row.id)}::bigint[]) AS row(id)
    ON CONFLICT DO NOTHING`);
  if (group.incidentId !== incidentId) {
    await tx.sql(sql`UPDATE alert_group SET incident_id = ${incidentId} WHERE id = ${group.id}`);
    group.incidentId = incidentId;
  }
  const standing = standings.get(incidentId);
  const { own, folded } = foldNew(standing?.recent ?? 0, rows.length);
  if (standing) standing.recent += rows.length;
  else
    standings.set(incidentId, {
      id: incidentId,
      byAlert: true,
      bySource: true,
      firing: 0,
      total: 0,
      recent: rows.length,
    });
  say(seat, ...rows.slice(0, own).map((row) => attached(row, seat, arrival)));
  if (folded > 0) say(seat, stormed(rows.slice(own), seat, arrival));
  if (present && isUnaccepted(seat) && standing?.byAlert) {
    const earliest = detectedAt(
      rows.map((row) => row.startsAt),
      receivedAt,
    );
    if (earliest < seat.incident.detectedAt) change(seat, { detectedAt: earliest }, now);
  }
  return { outcome: present ? 'joined' : 'opened', count: coming.length };
}

async function open(arrival: Arrival, desk: Desk, group: LockedGroup, opening: Told[]): Promise<Seat> {
  const { tx, actor, sender, receivedAt, now } = arrival;
  const rows = opening.map(({ row }) => row);
  const severity = worst(rows.map((row) => row.severity)) ?? 'SEV3';
  const first = rows.find((row) => row.severity === severity) ?? rows[0];
  if (!first) throw new Error('nothing opens an incident');
  const [place] = await tx.sql<{ service: string | null; environment: string | null }>(sql`
    SELECT (SELECT slug FROM service WHERE id = ${group.serviceId}::bigint) AS service,
      (SELECT name FROM environment WHERE id = ${group.environmentId}::bigint) AS environment`);
  const identities = rows.map((row) => row.identity);
  const former = await findFormer(tx, group, { sourceId: sender.sourceId, identities, now });
  const said = {
    title: first.title,
    severity,
    detectedAt: detectedAt(
      rows.map((row) => row.startsAt),
      receivedAt,
    ),
    ...(place?.environment ? { environment: place.environment } : {}),
    ...(first.url ? { url: first.url } : {}),
    ...(first.summary ? { summary: first.summary } : {}),
  };
  const report = { services: place?.service ? [place.service] : [], said };
  const beginning = { status: sender.mode === 'live' ? ('investigating' as const) : ('triage' as const) };
  const seat = desk.take(await openRoom(tx, actor, { report, beginning }, now));
  // It goes on with one that is over, and is not swallowed by it.
  if (former) say(seat, linked(former, now));
  return seat;
}

const place = (row: AlertRow, { receivedAt }: Arrival) => detectedAt([row.startsAt], receivedAt);

function facts(row: AlertRow, sender: Sender) {
  return {
    alert: row.id,
    source: sender.name,
    title: row.title,
    state: row.state,
    level: row.level,
    severity: row.severity,
    url: row.url,
    starts_at: row.startsAt.toISOString(),
    ends_at: row.endsAt?.toISOString() ?? null,
  };
}

/** A higher severity than the incident's is proposed, never set. */
const proposed = (rows: AlertRow[], { incident }: Seat) => {
  const severity = worst(rows.filter((row) => row.state === 'firing').map((row) => row.severity));
  return severity && isWorse(severity, incident.severity) ? { proposed_severity: severity } : {};
};

function attached(row: AlertRow, seat: Seat, arrival: Arrival): LogEntry {
  const word = row.state === 'firing' ? 'Alert firing' : 'Alert fired and cleared';
  return {
    kind: 'alert_attached',
    occurredAt: place(row, arrival),
    text: `${word}: ${row.title}`,
    payload: { ...facts(row, arrival.sender), ...proposed([row], seat) },
  };
}

function stormed(rows: AlertRow[], seat: Seat, { sender, receivedAt }: Arrival): LogEntry {
  const many = rows.length === 1 ? '1 more alert' : `${rows.length} more alerts`;
  return {
    kind: 'alert_attached',
    occurredAt: receivedAt,
    text: `${many}, more than 20 within a minute: from here on they are counted below the timeline, not listed in it`,
    payload: { storm: true, source: sender.name, alerts: rows.length, ...proposed(rows, seat) },
  };
}

/** Names the incident that a new one goes on with. */
function linked(former: Former, now: Date): LogEntry {
  const minutes = Math.max(0, Math.floor((now.getTime() - former.resolvedAt.getTime()) / 60_000));
  const key = `INC-${former.number}`;
  const canReopen = minutes < reopenMinutes;
  return {
    kind: 'linked',
    occurredAt: now,
    text: canReopen ? `The same as ${key}, which was resolved ${minutes} min ago` : `The same as ${key}, which is over`,
    payload: {
      link: 'same_as',
      other: key,
      ...(canReopen
        ? { reopen_until: new Date(former.resolvedAt.getTime() + reopenMinutes * 60_000).toISOString() }
        : {}),
    },
  };
}
