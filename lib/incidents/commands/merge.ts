import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { requireAuthority } from '../model/authority';
import { applyPatch, type Incident, joinServices, type LogEntry, type Step } from '../model/incident';
import type { Task } from '../model/room';
import { isActive, isReopening } from '../model/status';
import { readWhoSees } from '../queries/access';
import { type IncidentPatch, incidentPatch } from '../schema';
import type { Person } from '../schema/room';
import { findIncident } from './find';
import { type LockedRoom, lockRoomPair, requireVersion, writeRoom } from './room';

type Merging = {
  tx: Tx;
  actor: Actor;
  now: Date;
  key: string;
  into: string;
  patch: IncidentPatch;
  /** The target is re-opened first where it is over, in the same write. */
  reopens?: boolean;
};
export type Merged = { locked: LockedRoom; incident: Incident; log: LogEntry[]; target: LockedRoom };

/**
 * Merges an incident into another one that is active (incidents.md §4): its alerts, the people who worked on it, its services, its open
 * tasks and its links go there, its own log is read-only from then on, and later alerts find the target. Of two that are merged into each other at once, one is. Throws
 * ValidationError when either cannot be, saying what can.
 */
export async function mergeIncident({ tx, actor, now, key, into, patch, reopens = false }: Merging): Promise<Merged> {
  await lockAlertsOf(tx, await findIncident(tx, actor, key));
  const [locked, target] = await lockRoomPair(tx, actor, [key, into]);
  const { stored } = locked;
  const merged = { locked, incident: stored.incident, log: [], target };
  if (stored.incident.status === 'merged' && stored.room.mergedInto === target.stored.id) return merged;
  requireVersion(locked, patch.expectedVersion);
  if (target.stored.id === stored.id) throw refusal('An incident cannot be merged into itself. Choose another one.');
  const { incident, log } = applyPatch(stored.incident, patch, now);
  requireAuthority(actor, 'merge', stored.room);
  const [from, to] = [`INC-${stored.number}`, `INC-${target.stored.number}`];
  const start = reopens ? reopened(target.stored.incident, from, now) : { incident: target.stored.incident, log: [] };
  requireTarget(stored, { ...target.stored, incident: start.incident }, await nextOf(tx, target));

  // Whoever saw the one sees where it went, without a seat there.
  const people = (await readWhoSees(tx, stored.id)).map(({ id, name }): Person => ({ id, name }));
  const links = await linksToMove(tx, locked, target);
  const alerts = await moveAlerts(tx, stored.id, target.stored.id);
  const reason = patch.reason ?? '';
  log.push({
    kind: 'merged',
    occurredAt: now,
    text: `Merged into ${to}: ${reason}`,
    payload: { into: target.stored.id, other: to, reason },
  });
  await writeRoom(tx, locked, log, { actor, now, incident });
  const tasks = stored.room.tasks.filter(({ doneAt }) => doneAt === null);
  const count = (number: number, word: string) =>
    number === 0 ? [] : [number === 1 ? `1 ${word}` : `${number} ${word}s`];
  const brought = [...count(alerts, 'alert'), ...count(tasks.length, 'open task')];
  const told: LogEntry = {
    kind: 'merged_from',
    occurredAt: now,
    text: `${from} was merged into this incident${brought.length > 0 ? `, with ${brought.join(' and ')}` : ''}: ${reason}`,
    payload: { other: from, reason, alerts, people, links },
  };
  const joined = joinServices(start.incident, stored.incident.services, now);
  await writeRoom(
    tx,
    target,
    [...start.log, ...joined.log, ...tasks.map((task) => broughtTask(task, from, now)), told],
    {
      actor,
      now,
      incident: joined.incident,
    },
  );
  return { ...merged, incident, log };
}

/** The target as it goes on: whoever says that the trouble is back re-opens what was mitigated or over. */
function reopened(incident: Incident, from: string, now: Date): Step {
  if (!isReopening(incident.status, 'investigating')) return { incident, log: [] };
  const reason = `The same trouble again: ${from}`;
  return applyPatch(incident, incidentPatch.parse({ status: 'investigating', reason }), now);
}

const origin = / \(from INC-\d+\)$/;

/** An open task as the target goes on with it, under a number of its own; one that was brought before keeps where it began. */
function broughtTask({ text, assignee, dueAt, isBlocking }: Task, from: string, now: Date): LogEntry {
  return {
    kind: 'task_added',
    occurredAt: now,
    text: origin.test(text) ? text : `${text} (from ${from})`,
    payload: { assignee, due_at: dueAt, is_blocking: isBlocking, from },
  };
}

function refusal(message: string): ValidationError {
  return new ValidationError([{ path: '/merged_into', message }], 'illegal_transition');
}

function requireTarget(from: LockedRoom['stored'], to: LockedRoom['stored'], next: number | null): void {
  const key = `INC-${to.number}`;
  const { status, kind } = to.incident;
  if (status === 'merged')
    throw refusal(
      next === null
        ? `${key} was merged itself. Choose an active one.`
        : `${key} was merged into INC-${next}. Merge into that one.`,
    );
  if (!isActive(status))
    throw refusal(`${key} is ${status}. Merge into an incident that is active, or link the two as duplicates.`);
  if (kind !== from.incident.kind)
    throw refusal(`One of the two is a drill or a test. Link them, so that the metrics keep what was real.`);
  if (to.room.visibility !== from.room.visibility)
    throw refusal(`One of the two is private. Link them, so that nobody reads what they may not see.`);
}

/** Where a merged one went: its number. */
async function nextOf(tx: Tx, { stored }: LockedRoom): Promise<number | null> {
  if (stored.room.mergedInto === null) return null;
  const [row] = await tx.sql<{ number: number }>(
    sql`SELECT number FROM incident WHERE id = ${stored.room.mergedInto} AND visibility = 'open'`,
  );
  return row?.number ?? null;
}

/** Groups, then alerts, then incidents: the order in which a delivery of alerts locks. */
async function lockAlertsOf(tx: Tx, id: number): Promise<void> {
  await tx.sql(sql`
    SELECT 1 FROM alert_group g
    WHERE g.incident_id = ${id} OR g.id IN (
      SELECT a.group_id FROM alert a JOIN incident_alert x ON x.alert_id = a.id WHERE x.incident_id = ${id})
    ORDER BY g.key COLLATE "C" FOR UPDATE OF g`);
  await tx.sql(sql`
    SELECT 1 FROM alert WHERE id IN (SELECT alert_id FROM incident_alert WHERE incident_id = ${id}) ORDER BY id FOR UPDATE`);
}

/** Answers how many alerts went over. What opened the one did not open the other. */
async function moveAlerts(tx: Tx, from: number, to: number): Promise<number> {
  await tx.sql(sql`UPDATE alert_group SET incident_id = ${to} WHERE incident_id = ${from}`);
  const moved = await tx.sql(sql`
    WITH gone AS (DELETE FROM incident_alert WHERE incident_id = ${from} RETURNING alert_id, attached_at)
    INSERT INTO incident_alert (incident_id, alert_id, attached_at, opened)
    SELECT ${to}, alert_id, attached_at, false FROM gone
    ON CONFLICT DO NOTHING RETURNING alert_id`);
  return moved.length;
}

/** Links of the one that the other may have: not to itself, and none that would tell its readers of a private incident. */
async function linksToMove(tx: Tx, { stored }: LockedRoom, target: LockedRoom) {
  const numbers = stored.room.links.map(({ number }) => number).filter((number) => number !== target.stored.number);
  if (numbers.length === 0) return [];
  const rows = await tx.sql<{ number: number }>(sql`
    SELECT number FROM incident
    WHERE number = ANY(${numbers}::bigint[]) AND (visibility = 'open' OR ${target.stored.room.visibility} = 'private')`);
  return stored.room.links.filter(({ number }) => rows.some((row) => row.number === number));
}
