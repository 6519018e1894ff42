import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import { emptyRoom, type Room } from '../model/room';

/** A room as it was and as it shall be; `before` null for an incident that is new. */
export type RoomChange = { id: number; before: Room | null; after: Room };

const json = (rows: unknown[]) => JSON.stringify(rows);

/** The rows of `after` that are not the same in `before`. */
function changed<T>(before: T[], after: T[], isSameRow: (a: T, b: T) => boolean): T[] {
  return after.filter((row) => {
    const known = before.find((each) => isSameRow(each, row));
    return !known || json([known]) !== json([row]);
  });
}

/** Brings the tables of rooms to what their logs add up to, one statement for each table that something changed in. */
export async function storeRooms(tx: Tx, changes: RoomChange[], now: Date): Promise<void> {
  const of = <T>(rows: (before: Room, after: Room) => T[]) =>
    changes.flatMap(({ id, before, after }) =>
      rows(before ?? emptyRoom, after).map((row) => ({ incident: id, ...row })),
    );
  await storeSeats(tx, of, now);
  await storeOffers(tx, of);
  await storeTargets(tx, of);
  await storeTasks(tx, of);
  await storeDeploys(tx, of);
  await storeAccess(tx, of);
  await storeLinks(tx, of);
}

type Of = <T>(rows: (before: Room, after: Room) => T[]) => (T & { incident: number })[];

async function storeSeats(tx: Tx, of: Of, now: Date): Promise<void> {
  const same = (a: Room['seats'][number], b: Room['seats'][number]) =>
    a.seat === b.seat && a.person.id === b.person.id && a.acceptedAt.getTime() === b.acceptedAt.getTime();
  const left = of((before, after) => before.seats.filter((row) => !after.seats.some((each) => same(each, row))));
  if (left.length > 0) {
    await tx.sql(sql`
      UPDATE incident_seat s SET ended_at = ${now}
      FROM jsonb_to_recordset(${json(left)}::jsonb) AS row(incident bigint, seat seat)
      WHERE s.incident_id = row.incident AND s.seat = row.seat AND s.ended_at IS NULL`);
  }
  const taken = of((before, after) => after.seats.filter((row) => !before.seats.some((each) => same(each, row))));
  if (taken.length > 0) {
    await tx.sql(sql`
      INSERT INTO incident_seat (incident_id, seat, user_id, accepted_at)
      SELECT incident, seat, (person ->> 'id')::uuid, "acceptedAt"
      FROM jsonb_to_recordset(${json(taken)}::jsonb) AS row(incident bigint, seat seat, person jsonb, "acceptedAt" timestamptz)`);
  }
}

async function storeOffers(tx: Tx, of: Of): Promise<void> {
  const bySeat = (a: { seat: string }, b: { seat: string }) => a.seat === b.seat;
  const gone = of((before, after) => before.offers.filter((row) => !after.offers.some((each) => bySeat(each, row))));
  if (gone.length > 0) {
    await tx.sql(sql`
      DELETE FROM incident_offer o USING jsonb_to_recordset(${json(gone)}::jsonb) AS row(incident bigint, seat seat)
      WHERE o.incident_id = row.incident AND o.seat = row.seat`);
  }
  const made = of((before, after) => changed(before.offers, after.offers, bySeat));
  if (made.length > 0) {
    await tx.sql(sql`
      INSERT INTO incident_offer (incident_id, seat, to_id, from_id, offered_at)
      SELECT incident, seat, ("to" ->> 'id')::uuid, ("from" ->> 'id')::uuid, "offeredAt"
      FROM jsonb_to_recordset(${json(made)}::jsonb)
        AS row(incident bigint, seat seat, "to" jsonb, "from" jsonb, "offeredAt" timestamptz)
      ON CONFLICT (incident_id, seat) DO UPDATE SET to_id = excluded.to_id, from_id = excluded.from_id, offered_at = excluded.offered_at`);
  }
}

async function storeTargets(tx: Tx, of: Of): Promise<void> {
  const rows = of((before, after) => {
    const placed = (targets: Room['targets']) => targets.map((target, position) => ({ ...target, position }));
    return changed(placed(before.targets), placed(after.targets), (a, b) => a.position === b.position);
  });
  if (rows.length === 0) return;
  await tx.sql(sql`
    INSERT INTO incident_target (incident_id, position, code, occurrence, severity, anchor_at, after_minutes, due_at, state, reason, met_at)
    SELECT incident, position, code, occurrence, severity, "anchorAt", "afterMinutes", "dueAt", state, reason, "metAt"
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS row(incident bigint, position int, code text, occurrence int, severity severity,
      "anchorAt" timestamptz, "afterMinutes" int, "dueAt" timestamptz, state target_state, reason text, "metAt" timestamptz)
    ON CONFLICT (incident_id, position) DO UPDATE SET due_at = excluded.due_at, state = excluded.state, reason = excluded.reason,
      met_at = excluded.met_at`);
}

async function storeTasks(tx: Tx, of: Of): Promise<void> {
  const rows = of((before, after) => changed(before.tasks, after.tasks, (a, b) => a.number === b.number));
  if (rows.length === 0) return;
  await tx.sql(sql`
    INSERT INTO incident_task (incident_id, number, text, assignee_id, due_at, is_blocking, done_at)
    SELECT incident, number, text, (assignee ->> 'id')::uuid, "dueAt", "isBlocking", "doneAt"
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS row(incident bigint, number int, text text, assignee jsonb, "dueAt" timestamptz,
      "isBlocking" boolean, "doneAt" timestamptz)
    ON CONFLICT (incident_id, number) DO UPDATE SET text = excluded.text, assignee_id = excluded.assignee_id, done_at = excluded.done_at`);
}

async function storeDeploys(tx: Tx, of: Of): Promise<void> {
  const rows = of((before, after) => changed(before.deploys, after.deploys, (a, b) => a.deployment === b.deployment));
  if (rows.length === 0) return;
  await tx.sql(sql`
    INSERT INTO incident_deploy (incident_id, deployment_id, verdict, why)
    SELECT incident, deployment, verdict, why
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS row(incident bigint, deployment bigint, verdict deploy_verdict, why text)
    ON CONFLICT (incident_id, deployment_id) DO UPDATE SET verdict = excluded.verdict, why = excluded.why`);
}

async function storeAccess(tx: Tx, of: Of): Promise<void> {
  const missing = (some: Room, other: Room) =>
    some.access.filter(({ id }) => !other.access.some((each) => each.id === id));
  const gone = of((before, after) => missing(before, after));
  if (gone.length > 0) {
    await tx.sql(sql`
      DELETE FROM incident_access a USING jsonb_to_recordset(${json(gone)}::jsonb) AS row(incident bigint, id uuid)
      WHERE a.incident_id = row.incident AND a.user_id = row.id`);
  }
  const added = of((before, after) => missing(after, before));
  if (added.length > 0) {
    await tx.sql(sql`
      INSERT INTO incident_access (incident_id, user_id)
      SELECT incident, id FROM jsonb_to_recordset(${json(added)}::jsonb) AS row(incident bigint, id uuid)`);
  }
}

async function storeLinks(tx: Tx, of: Of): Promise<void> {
  const sameOne = (a: { number: number }, b: { number: number }) => a.number === b.number;
  const gone = of((before, after) => before.links.filter((row) => !after.links.some((each) => sameOne(each, row))));
  if (gone.length > 0) {
    await tx.sql(sql`
      DELETE FROM incident_link l USING jsonb_to_recordset(${json(gone)}::jsonb) AS row(incident bigint, number bigint)
        JOIN incident o ON o.number = row.number
      WHERE l.incident_id = row.incident AND l.other_id = o.id`);
  }
  const made = of((before, after) => changed(before.links, after.links, sameOne));
  if (made.length > 0) {
    await tx.sql(sql`
      INSERT INTO incident_link (incident_id, other_id, kind)
      SELECT row.incident, o.id, row.kind
      FROM jsonb_to_recordset(${json(made)}::jsonb) AS row(incident bigint, number bigint, kind incident_link_kind)
        JOIN incident o ON o.number = row.number
      ON CONFLICT (incident_id, other_id) DO UPDATE SET kind = excluded.kind`);
  }
}
