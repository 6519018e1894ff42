import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { ensureCatalog } from '@/lib/catalog/commands/ensure';
import type { Tx } from '@/lib/db/transaction';
import { type CountedAt, markRollups } from '@/lib/metrics/commands';
import { queueNotifications } from '@/lib/notifications/commands/queue';
import { followIncident } from '@/lib/postmortems/commands/follow';
import { fromFold, type StoredFold, toFold } from '../model/fold';
import type { Incident, LogEntry } from '../model/incident';
import { emptyRoom, type Room } from '../model/room';
import { opensTargets, settle } from '../model/settle';
import { counts } from '../model/status';
import { appendLog } from './append-log';
import { resolveLinksOf } from './links';
import { readPolicies } from './read-policies';
import { storeRooms } from './store-rooms';

/** An incident being written: as it shall be, as it is stored, and the rows that its log gets. */
export type Draft = {
  sourceId: number | null;
  externalId: string | null;
  stored: StoredIncident | null;
  incident: Incident;
  log: LogEntry[];
  /** Written although nothing was said: time has passed. */
  isDue?: boolean;
};

export type StoredIncident = {
  id: number;
  number: number;
  version: number;
  lastSeq: number;
  incident: Incident;
  room: Room;
};

/** An incident after it was stored: with the rows that its log got, and its room. */
export type Written = { id: number; number: number; log: LogEntry[]; room: Room };

/** Written by a person's or machine's own key, so that a repeat of the same write is known. */
export type Repeatable = { idemKey: string; bodyHash: Buffer };

/** Who wrote a row. */
export type Author = { actor: Actor; repeatable?: Repeatable | undefined };

type StoredRow = Omit<StoredIncident, 'incident' | 'room'> & {
  sourceId: number | null;
  externalId: string | null;
  fold: StoredFold;
} & Omit<Incident, 'endedBefore' | 'services'>;

/**
 * Locks incidents in the order of their ids (incidents.md §3: not FOR UPDATE, which deadlocks with inserts of their rows). All that is read
 * lies on the locked row: a statement that waited for a lock still sees other tables as they were before it waited.
 */
export async function lockIncidents(tx: Tx, where: Sql): Promise<Draft[]> {
  const rows = await tx.sql<StoredRow>(sql`
    SELECT i.id, i.number, i.version, i.last_seq AS "lastSeq", i.source_id AS "sourceId", i.external_id AS "externalId", i.title, i.kind,
      i.status, i.severity, e.name AS environment, i.started_at AS "startedAt", i.detected_at AS "detectedAt",
      i.mitigated_at AS "mitigatedAt", i.resolved_at AS "resolvedAt", i.summary, i.url, i.reason, i.caused_by_ref AS "causedBy",
      i.fixed_by_ref AS "fixedBy", i.occurrence, i.fold
    FROM incident i LEFT JOIN environment e ON e.id = i.environment_id
    WHERE ${where} ORDER BY i.id FOR NO KEY UPDATE OF i`);
  return rows.map(({ id, number, version, lastSeq, sourceId, externalId, fold, ...rest }) => {
    const { room, services, endedBefore } = fromFold(fold);
    const incident = { ...rest, services, endedBefore };
    return { sourceId, externalId, incident, stored: { id, number, version, lastSeq, incident, room }, log: [] };
  });
}

/** Rows of a log that say something and change nothing else. */
export const saidOnly = /^(note|decision|hypothesis|event_(amended|hidden|pinned))$/;

/**
 * Stores drafts with their log and what it makes of their rooms. Answers id and number by draft; one that another transaction inserted
 * meanwhile is missing. `by`: who wrote the rows of each log, see `appendLog`.
 */
export async function storeIncidents(tx: Tx, drafts: Draft[], by: Author[], now: Date): Promise<Map<Draft, Written>> {
  const written = new Map<Draft, Written>();
  for (const draft of drafts)
    if (draft.stored)
      written.set(draft, { id: draft.stored.id, number: draft.stored.number, log: [], room: draft.stored.room });
  const touched = drafts.filter((draft) => draft.log.length > 0 || draft.isDue);
  if (touched.length === 0) return written;
  // Under the lock of an incident, what nobody needs is not read.
  const policies = touched.some(({ log }) => log.some(opensTargets)) ? await readPolicies(tx) : null;
  const settled = new Map(
    touched.map((draft) => [draft, settle(draft.stored, draft.incident, draft.log, { now, policies })]),
  );
  const roomOf = (draft: Draft) => settled.get(draft)?.room ?? emptyRoom;
  const logOf = (draft: Draft) => settled.get(draft)?.log ?? [];
  const changed = touched.filter((draft) => !logOf(draft).every(({ kind }) => saidOnly.test(kind)));
  const unique = (names: (string | null)[]) => [...new Set(names.filter((name) => name !== null))];
  const catalog = await ensureCatalog(tx, {
    services: unique(changed.flatMap((draft) => draft.incident.services)),
    environments: unique(changed.map((draft) => draft.incident.environment)),
    teams: [],
  });
  const environmentIdOf = ({ environment }: Incident) =>
    environment === null ? null : (catalog.environments.get(environment) ?? null);
  const rows = (some: Draft[]) => relation(some, environmentIdOf, roomOf);
  const fresh = changed.filter((draft) => !draft.stored);
  for (const [draft, row] of await insertIncidents(tx, fresh, rows, now)) {
    written.set(draft, { ...row, log: logOf(draft), room: roomOf(draft) });
  }
  const known = changed.filter((draft) => draft.stored);
  if (known.length > 0) await updateIncidents(tx, rows(known));
  const kept = touched.filter((draft) => written.has(draft));
  for (const draft of kept) {
    const row = written.get(draft);
    if (row) written.set(draft, { ...row, log: logOf(draft), room: roomOf(draft) });
  }
  const idOf = (draft: Draft) => written.get(draft)?.id ?? 0;
  await appendLog(
    tx,
    kept.map((draft) => ({ id: idOf(draft), after: draft.stored?.lastSeq ?? 0, log: logOf(draft) })),
    by,
    now,
  );
  const changes = kept.map((draft) => ({ id: idOf(draft), before: draft.stored?.room ?? null, after: roomOf(draft) }));
  await storeRooms(tx, changes, now);
  for (const draft of kept) {
    const { number } = written.get(draft) ?? { number: 0 };
    const { severity, kind } = draft.incident;
    const after = draft.stored?.lastSeq ?? 0;
    const events = logOf(draft).map((entry, index) => ({ ...entry, seq: after + index + 1 }));
    const isPrivate = roomOf(draft).visibility === 'private';
    await queueNotifications(tx, { incidentId: idOf(draft), number, severity, kind, isPrivate, events });
  }
  const services = kept.flatMap((draft) =>
    draft.incident.services.flatMap((slug) => {
      const known = draft.stored?.incident.services.includes(slug);
      return known ? [] : [{ incidentId: idOf(draft), serviceId: catalog.services.get(slug)?.id ?? 0 }];
    }),
  );
  if (services.length > 0) {
    await tx.sql(sql`
      INSERT INTO incident_service (incident_id, service_id)
      SELECT * FROM unnest(${services.map((row) => row.incidentId)}::bigint[], ${services.map((row) => row.serviceId)}::bigint[])
      ON CONFLICT DO NOTHING`);
  }
  await settleDeployments(
    tx,
    kept.map((draft) => ({ draft, id: idOf(draft) })),
  );
  for (const draft of kept) {
    await followIncident(tx, idOf(draft), logOf(draft), now);
  }
  return written;
}

async function insertIncidents(tx: Tx, drafts: Draft[], relationOf: (drafts: Draft[]) => Sql, now: Date) {
  if (drafts.length === 0) return [];
  const rows = await tx.sql<{ id: number; number: number; sourceId: number | null; externalId: string | null }>(sql`
    INSERT INTO incident (source_id, external_id, title, kind, status, severity, environment_id, started_at, detected_at, mitigated_at,
      resolved_at, summary, url, reason, caused_by_ref, fixed_by_ref, occurrence, ${roomColumns}, declared_at, updated_at)
    SELECT source_id, external_id, title, kind, status, severity, environment_id, started_at, detected_at, mitigated_at,
      resolved_at, summary, url, reason, caused_by_ref, fixed_by_ref, occurrence, ${roomColumns}, ${now}, ${now}
    FROM ${relationOf(drafts)} ORDER BY source_id, place
    ON CONFLICT (source_id, external_id) DO NOTHING
    RETURNING id, number, source_id AS "sourceId", external_id AS "externalId"`);
  const byName = new Map(rows.map((row) => [`${row.sourceId} ${row.externalId}`, row]));
  return drafts.flatMap((draft) => {
    const row = byName.get(`${draft.sourceId} ${draft.externalId}`);
    return row ? [[draft, { id: row.id, number: row.number }] as const] : [];
  });
}

/** What of the room lies on the incident's own row. */
const roomColumns = sql`visibility, declared_by_id, first_mitigated_at, acknowledged_at, closed_at, next_update_due_at, merged_into_id,
  postmortem_state, fold`;

async function updateIncidents(tx: Tx, rows: Sql): Promise<void> {
  await tx.sql(sql`
    UPDATE incident i SET title = row.title, kind = row.kind, status = row.status, severity = row.severity,
      environment_id = row.environment_id, started_at = row.started_at, detected_at = row.detected_at, mitigated_at = row.mitigated_at,
      resolved_at = row.resolved_at, summary = row.summary, url = row.url, reason = row.reason, caused_by_ref = row.caused_by_ref,
      fixed_by_ref = row.fixed_by_ref, occurrence = row.occurrence, visibility = row.visibility, declared_by_id = row.declared_by_id,
      first_mitigated_at = row.first_mitigated_at, acknowledged_at = row.acknowledged_at,
      closed_at = row.closed_at, next_update_due_at = row.next_update_due_at, merged_into_id = row.merged_into_id,
      postmortem_state = row.postmortem_state, fold = row.fold, version = i.version + 1
    FROM ${rows} WHERE i.id = row.id`);
}

/** Drafts as a relation `row`, in one parameter per column. */
function relation(
  drafts: Draft[],
  environmentIdOf: (incident: Incident) => number | null,
  roomOf: (draft: Draft) => Room,
): Sql {
  const of = <K extends keyof Incident>(field: K) => drafts.map((draft) => draft.incident[field]);
  const time = (field: 'startedAt' | 'detectedAt' | 'mitigatedAt' | 'resolvedAt') =>
    drafts.map((draft) => draft.incident[field]?.toISOString() ?? null);
  const room = <K extends keyof Room>(field: K) => drafts.map((draft) => roomOf(draft)[field]);
  const roomTime = (field: 'firstMitigatedAt' | 'acknowledgedAt' | 'closedAt' | 'nextUpdateDueAt') =>
    drafts.map((draft) => roomOf(draft)[field]?.toISOString() ?? null);
  return sql`unnest(
      ${drafts.map((draft) => draft.stored?.id ?? null)}::bigint[], ${drafts.map((_draft, index) => index)}::int[],
      ${drafts.map((draft) => draft.sourceId)}::bigint[], ${drafts.map((draft) => draft.externalId)}::text[], ${of('title')}::text[],
      ${of('kind')}::incident_kind[], ${of('status')}::incident_status[], ${of('severity')}::severity[],
      ${drafts.map((draft) => environmentIdOf(draft.incident))}::bigint[], ${time('startedAt')}::timestamptz[],
      ${time('detectedAt')}::timestamptz[], ${time('mitigatedAt')}::timestamptz[], ${time('resolvedAt')}::timestamptz[],
      ${of('summary')}::text[], ${of('url')}::text[], ${of('reason')}::text[], ${of('causedBy')}::text[], ${of('fixedBy')}::text[],
      ${of('occurrence')}::int[], ${room('visibility')}::incident_visibility[], ${room('declaredBy')}::uuid[],
      ${roomTime('firstMitigatedAt')}::timestamptz[], ${roomTime('acknowledgedAt')}::timestamptz[],
      ${roomTime('closedAt')}::timestamptz[], ${roomTime('nextUpdateDueAt')}::timestamptz[], ${room('mergedInto')}::bigint[],
      ${room('postmortem')}::text[], ${drafts.map((draft) => toFold(draft.incident, roomOf(draft)))}::jsonb[])
    AS row(id, place, source_id, external_id, title, kind, status, severity, environment_id, started_at, detected_at, mitigated_at,
      resolved_at, summary, url, reason, caused_by_ref, fixed_by_ref, occurrence, visibility, declared_by_id,
      first_mitigated_at, acknowledged_at, closed_at, next_update_due_at, merged_into_id, postmortem_state, fold)`;
}

/** Links to deployments where what is named may have changed, and marks the hours of those whose numbers an incident changes. */
async function settleDeployments(tx: Tx, written: { draft: Draft; id: number }[]): Promise<void> {
  const named = ({ incident: i, stored }: Draft) =>
    [i.causedBy, i.fixedBy, stored?.incident.causedBy, stored?.incident.fixedBy].some(Boolean);
  // What an id means may depend on the services.
  const renamed = ({ incident: i, stored, log }: Draft) =>
    log.some(({ kind }) => kind === 'deploy_judged') ||
    (i.causedBy ?? null) !== (stored?.incident.causedBy ?? null) ||
    (i.fixedBy ?? null) !== (stored?.incident.fixedBy ?? null) ||
    i.services.length !== (stored?.incident.services.length ?? 0);
  const relevant = written.filter(({ draft }) => named(draft));
  const hours = await resolveLinksOf(
    tx,
    relevant.filter(({ draft }) => renamed(draft)).map(({ id }) => id),
  );
  const recounted = relevant.filter(
    ({ draft }) => draft.stored && counts(draft.stored.incident) !== counts(draft.incident),
  );
  if (recounted.length > 0)
    hours.push(
      ...(await hoursOf(
        tx,
        recounted.map(({ id }) => id),
      )),
    );
  await markRollups(tx, hours);
}

function hoursOf(tx: Tx, incidentIds: number[]): Promise<CountedAt[]> {
  return tx.sql<CountedAt>(sql`
    SELECT DISTINCT d.service_id AS "serviceId", d.finished_at AS at
    FROM incident i JOIN deployment d ON d.id IN (i.caused_by_id, i.fixed_by_id)
    WHERE i.id = ANY(${incidentIds}::bigint[]) AND d.finished_at IS NOT NULL`);
}
