import { isDeepStrictEqual } from 'node:util';
import sql from 'sql-template-tag';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { fromFold, type StoredFold } from '../model/fold';
import { numberOf } from '../model/key';
import { type LoggedRow, type Replayed, replay } from '../model/replay';
import { emptyRoom } from '../model/room';

/** `wrong`: what of an incident is not what its log adds up to, by name; empty when all is. */
export type FoldCheck = { ok: boolean; wrong: string[] };

/**
 * Checks that everything that is stored of INC-`number` beside its log is what the log adds up to: the facts, the fold, the tables of the
 * room (I4). All is read as of one moment.
 */
export function verifyFold(key: string): Promise<FoldCheck> {
  const number = numberOf(key);
  return readSnapshot(async (db) => {
    const [stored, rows, gone] = await Promise.all([
      readStored(db, number),
      readLog(db, number),
      readDeleted(db, number),
    ]);
    const wanted = shapeOf(replay(rows), gone);
    const wrong = Object.keys(wanted).filter((part) => !isDeepStrictEqual(stored[part], wanted[part]));
    return { ok: wrong.length === 0, wrong };
  });
}

/** The rows of the log of INC-`number`, as a replay takes them. */
export function readLog(db: Queryable, number: number): Promise<LoggedRow[]> {
  return db.sql<LoggedRow>(sql`
    SELECT e.seq, e.kind, e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt", e.text, e.payload,
      concat_ws(' ', e.actor_type, e.actor_id, e.actor_name) AS author
    FROM incident i JOIN incident_event e ON e.incident_id = i.id WHERE i.number = ${number} ORDER BY e.seq`);
}

/** Deployments that stood beside it and were deleted since: the log goes on naming them, a table cannot. */
async function readDeleted(db: Queryable, number: number): Promise<number[]> {
  const rows = await db.sql<{ id: number }>(sql`
    SELECT named.id FROM incident i CROSS JOIN LATERAL (
      SELECT (value ->> 'deployment')::bigint AS id FROM jsonb_array_elements(i.fold #> '{room,deploys}')) AS named
    WHERE i.number = ${number} AND NOT EXISTS (SELECT 1 FROM deployment d WHERE d.id = named.id)`);
  return rows.map(({ id }) => id);
}

type Shape = Record<string, unknown>;

/** A comparable form: JSON, with what tables hold in no order sorted. */
const comparable = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const sorted = <T>(rows: T[], nameOf: (row: T) => string | number): T[] =>
  rows.toSorted((a, b) => String(nameOf(a)).localeCompare(String(nameOf(b))));

/** What the log adds up to, part by part as it is stored. */
function shapeOf({ incident, room }: Replayed, gone: number[]): Shape {
  const { services, endedBefore, ...facts } = incident;
  const { seats, offers, targets, tasks, deploys, links, access } = room;
  return comparable({
    ...facts,
    visibility: room.visibility,
    declaredBy: room.declaredBy,
    firstMitigatedAt: room.firstMitigatedAt,
    acknowledgedAt: room.acknowledgedAt,
    closedAt: room.closedAt,
    nextUpdateDueAt: room.nextUpdateDueAt,
    mergedInto: room.mergedInto,
    postmortem: room.postmortem,
    fold: { services, endedBefore, room },
    services: services.toSorted(),
    seats: sorted(seats, ({ seat }) => seat).map(({ seat, person, acceptedAt }) => [seat, person.id, acceptedAt]),
    offers: sorted(offers, ({ seat }) => seat).map(({ seat, to, from, offeredAt }) => [
      seat,
      to.id,
      from?.id ?? null,
      offeredAt,
    ]),
    targets: targets.map((target) => [
      target.code,
      target.occurrence,
      target.severity,
      target.anchorAt,
      target.afterMinutes,
      target.dueAt,
      target.state,
      target.reason,
      target.metAt,
    ]),
    tasks: tasks.map((task) => [
      task.number,
      task.text,
      task.assignee?.id ?? null,
      task.dueAt,
      task.isBlocking,
      task.doneAt,
    ]),
    deploys: sorted(
      deploys.filter(({ deployment }) => !gone.includes(deployment)),
      ({ deployment }) => deployment,
    ).map((row) => [row.deployment, row.verdict, row.why]),
    links: sorted(links, ({ number }) => number).map(({ number, kind }) => [number, kind]),
    access: sorted(access, ({ id }) => id).map(({ id }) => [id]),
  }) as Shape;
}

async function readStored(db: Queryable, number: number): Promise<Shape> {
  const rowsOf = (
    table:
      | 'incident_seat'
      | 'incident_offer'
      | 'incident_target'
      | 'incident_task'
      | 'incident_deploy'
      | 'incident_link'
      | 'incident_access',
  ) => {
    const query = {
      incident_seat: sql`
        SELECT seat, user_id, accepted_at FROM incident_seat WHERE incident_id = i.id AND ended_at IS NULL`,
      incident_offer: sql`
        SELECT seat, to_id, from_id, offered_at FROM incident_offer WHERE incident_id = i.id`,
      incident_target: sql`
        SELECT code, occurrence, severity, anchor_at, after_minutes, due_at, state, reason, met_at
        FROM incident_target WHERE incident_id = i.id ORDER BY position`,
      incident_task: sql`
        SELECT number, text, assignee_id, due_at, is_blocking, done_at FROM incident_task WHERE incident_id = i.id ORDER BY number`,
      incident_deploy: sql`
        SELECT deployment_id, verdict, why FROM incident_deploy WHERE incident_id = i.id`,
      incident_link: sql`
        SELECT o.number, l.kind FROM incident_link l JOIN incident o ON o.id = l.other_id WHERE l.incident_id = i.id`,
      incident_access: sql`
        SELECT user_id FROM incident_access WHERE incident_id = i.id`,
    }[table];
    return db.sql<Record<string, unknown>>(sql`
      SELECT row.* FROM incident i CROSS JOIN LATERAL (${query}) AS row WHERE i.number = ${number}`);
  };
  const factsOf = db.sql<Shape & { fold: StoredFold; services: string[] }>(sql`
    SELECT i.title, i.kind, i.status, i.severity, e.name AS environment, i.started_at AS "startedAt", i.detected_at AS "detectedAt",
      i.mitigated_at AS "mitigatedAt", i.resolved_at AS "resolvedAt", i.summary, i.url, i.reason, i.caused_by_ref AS "causedBy",
      i.fixed_by_ref AS "fixedBy", i.occurrence, i.visibility, i.declared_by_id AS "declaredBy", i.acknowledged_at AS "acknowledgedAt",
      i.first_mitigated_at AS "firstMitigatedAt",
      i.closed_at AS "closedAt", i.next_update_due_at AS "nextUpdateDueAt", i.merged_into_id AS "mergedInto",
      i.postmortem_state AS postmortem, i.fold,
      ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id) AS services
    FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.number = ${number}`);
  const [[facts], seats, offers, targets, tasks, deploys, links, access] = await Promise.all([
    factsOf,
    rowsOf('incident_seat'),
    rowsOf('incident_offer'),
    rowsOf('incident_target'),
    rowsOf('incident_task'),
    rowsOf('incident_deploy'),
    rowsOf('incident_link'),
    rowsOf('incident_access'),
  ]);
  if (!facts) return {};
  const { services, endedBefore, room } = fromFold(facts.fold);
  const values = (rows: Record<string, unknown>[]) => rows.map((row) => Object.values(row));
  const bySeat = (rows: Record<string, unknown>[]) => sorted(rows, ({ seat }) => String(seat));
  return comparable({
    ...facts,
    // A fold that was stored before the room had a part more says nothing of it.
    fold: { services, endedBefore, room: { ...emptyRoom, ...room } },
    services: facts.services.toSorted(),
    seats: values(bySeat(seats)),
    offers: values(bySeat(offers)),
    targets: values(targets),
    tasks: values(tasks),
    deploys: values(sorted(deploys, (row) => String(row.deployment_id))),
    links: values(sorted(links, (row) => String(row.number))),
    access: values(sorted(access, (row) => String(row.user_id))),
  }) as Shape;
}
