import sql, { type Sql } from 'sql-template-tag';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { ensureCatalog } from '@/lib/catalog/commands/ensure';
import type { Tx } from '@/lib/db/transaction';
import { type CountedAt, markRollups } from '@/lib/metrics/commands';
import type { Incident, LogEntry } from '../model/incident';
import { counts } from '../model/status';
import { resolveLinksOf } from './links';

/** An incident being written: as it shall be, as it is stored, and the rows that its log gets. */
export type Draft = {
  sourceId: number | null;
  externalId: string | null;
  stored: (StoredIncident & { incident: Incident }) | null;
  incident: Incident;
  log: LogEntry[];
};

export type StoredIncident = { id: number; number: number; version: number; lastSeq: number };

type StoredRow = StoredIncident & {
  sourceId: number | null;
  externalId: string | null;
  endedBefore: string | null;
} & Omit<Incident, 'endedBefore'>;

/** Locks incidents in the order of their ids (incidents.md §3: not FOR UPDATE, which deadlocks with inserts of their rows). */
export async function lockIncidents(tx: Tx, where: Sql): Promise<Draft[]> {
  const rows = await tx.sql<StoredRow>(sql`
    SELECT i.id, i.number, i.version, i.last_seq AS "lastSeq", i.source_id AS "sourceId", i.external_id AS "externalId", i.title, i.kind,
      i.status, i.severity, e.name AS environment, i.started_at AS "startedAt", i.detected_at AS "detectedAt",
      i.mitigated_at AS "mitigatedAt", i.resolved_at AS "resolvedAt", i.summary, i.url, i.reason, i.caused_by_ref AS "causedBy",
      i.fixed_by_ref AS "fixedBy", i.occurrence,
      ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug) AS services,
      CASE WHEN i.occurrence > 1 THEN (
        SELECT max(v.payload ->> 'ended_at') FROM incident_event v WHERE v.incident_id = i.id AND v.kind = 'status_changed') END AS "endedBefore"
    FROM incident i LEFT JOIN environment e ON e.id = i.environment_id
    WHERE ${where} ORDER BY i.id FOR NO KEY UPDATE OF i`);
  return rows.map(({ id, number, version, lastSeq, sourceId, externalId, endedBefore, ...rest }) => {
    const incident = { ...rest, endedBefore: endedBefore ? new Date(endedBefore) : null };
    return { sourceId, externalId, incident, stored: { id, number, version, lastSeq, incident }, log: [] };
  });
}

/** Stores drafts with their log. Answers id and number by draft; one that another transaction inserted meanwhile is missing. */
export async function storeIncidents(
  tx: Tx,
  drafts: Draft[],
  actor: Actor,
  now: Date,
): Promise<Map<Draft, { id: number; number: number }>> {
  const changed = drafts.filter((draft) => draft.log.length > 0);
  const written = new Map<Draft, { id: number; number: number }>();
  for (const draft of drafts)
    if (draft.stored) written.set(draft, { id: draft.stored.id, number: draft.stored.number });
  if (changed.length === 0) return written;
  const unique = (names: (string | null)[]) => [...new Set(names.filter((name) => name !== null))];
  const catalog = await ensureCatalog(tx, {
    services: unique(changed.flatMap((draft) => draft.incident.services)),
    environments: unique(changed.map((draft) => draft.incident.environment)),
    teams: [],
  });
  const environmentIdOf = ({ environment }: Incident) =>
    environment === null ? null : (catalog.environments.get(environment) ?? null);
  const fresh = changed.filter((draft) => !draft.stored);
  for (const [draft, row] of await insertIncidents(tx, fresh, environmentIdOf, now)) written.set(draft, row);
  await updateIncidents(
    tx,
    changed.filter((draft) => draft.stored),
    environmentIdOf,
    now,
  );
  const kept = changed.filter((draft) => written.has(draft));
  await appendLog(
    tx,
    kept.map((draft) => ({ id: written.get(draft)?.id ?? 0, after: draft.stored?.lastSeq ?? 0, log: draft.log })),
    actor,
    now,
  );
  const services = kept.flatMap((draft) =>
    draft.incident.services.flatMap((slug) => {
      const known = draft.stored?.incident.services.includes(slug);
      return known ? [] : [{ incidentId: written.get(draft)?.id ?? 0, serviceId: catalog.services.get(slug)?.id ?? 0 }];
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
    kept.map((draft) => ({ draft, id: written.get(draft)?.id ?? 0 })),
  );
  return written;
}

async function insertIncidents(
  tx: Tx,
  drafts: Draft[],
  environmentIdOf: (incident: Incident) => number | null,
  now: Date,
) {
  if (drafts.length === 0) return [];
  const rows = await tx.sql<{ id: number; number: number; sourceId: number | null; externalId: string | null }>(sql`
    INSERT INTO incident (source_id, external_id, title, kind, status, severity, environment_id, started_at, detected_at, mitigated_at,
      resolved_at, summary, url, reason, caused_by_ref, fixed_by_ref, occurrence, last_seq, declared_at, updated_at)
    SELECT source_id, external_id, title, kind, status, severity, environment_id, started_at, detected_at, mitigated_at,
      resolved_at, summary, url, reason, caused_by_ref, fixed_by_ref, occurrence, last_seq, ${now}, ${now}
    FROM ${relation(drafts, environmentIdOf)} ORDER BY source_id, place
    ON CONFLICT (source_id, external_id) DO NOTHING
    RETURNING id, number, source_id AS "sourceId", external_id AS "externalId"`);
  const byName = new Map(rows.map((row) => [`${row.sourceId} ${row.externalId}`, row]));
  return drafts.flatMap((draft) => {
    const row = byName.get(`${draft.sourceId} ${draft.externalId}`);
    return row ? [[draft, { id: row.id, number: row.number }] as const] : [];
  });
}

async function updateIncidents(
  tx: Tx,
  drafts: Draft[],
  environmentIdOf: (incident: Incident) => number | null,
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  await tx.sql(sql`
    UPDATE incident i SET title = row.title, kind = row.kind, status = row.status, severity = row.severity,
      environment_id = row.environment_id, started_at = row.started_at, detected_at = row.detected_at, mitigated_at = row.mitigated_at,
      resolved_at = row.resolved_at, summary = row.summary, url = row.url, reason = row.reason, caused_by_ref = row.caused_by_ref,
      fixed_by_ref = row.fixed_by_ref, occurrence = row.occurrence, last_seq = row.last_seq, version = i.version + 1, updated_at = ${now}
    FROM ${relation(drafts, environmentIdOf)} WHERE i.id = row.id`);
}

/** Drafts as a relation `row`, in one parameter per column. */
function relation(drafts: Draft[], environmentIdOf: (incident: Incident) => number | null): Sql {
  const of = <K extends keyof Incident>(field: K) => drafts.map((draft) => draft.incident[field]);
  const time = (field: 'startedAt' | 'detectedAt' | 'mitigatedAt' | 'resolvedAt') =>
    drafts.map((draft) => draft.incident[field]?.toISOString() ?? null);
  return sql`unnest(
      ${drafts.map((draft) => draft.stored?.id ?? null)}::bigint[], ${drafts.map((_draft, index) => index)}::int[],
      ${drafts.map((draft) => draft.sourceId)}::bigint[], ${drafts.map((draft) => draft.externalId)}::text[], ${of('title')}::text[],
      ${of('kind')}::incident_kind[], ${of('status')}::incident_status[], ${of('severity')}::severity[],
      ${drafts.map((draft) => environmentIdOf(draft.incident))}::bigint[], ${time('startedAt')}::timestamptz[],
      ${time('detectedAt')}::timestamptz[], ${time('mitigatedAt')}::timestamptz[], ${time('resolvedAt')}::timestamptz[],
      ${of('summary')}::text[], ${of('url')}::text[], ${of('reason')}::text[], ${of('causedBy')}::text[], ${of('fixedBy')}::text[],
      ${of('occurrence')}::int[], ${drafts.map((draft) => (draft.stored?.lastSeq ?? 0) + draft.log.length)}::int[])
    AS row(id, place, source_id, external_id, title, kind, status, severity, environment_id, started_at, detected_at, mitigated_at,
      resolved_at, summary, url, reason, caused_by_ref, fixed_by_ref, occurrence, last_seq)`;
}

/** Appends rows to logs, numbered from `after` on. The caller holds the locks of the incidents and stores their `last_seq`. */
export async function appendLog(
  tx: Tx,
  logs: { id: number; after: number; log: LogEntry[] }[],
  actor: Actor,
  now: Date,
): Promise<void> {
  const rows = logs.flatMap(({ id, after, log }) => log.map((entry, index) => ({ id, seq: after + index + 1, entry })));
  if (rows.length === 0) return;
  const label = actorLabel(actor);
  await tx.sql(sql`
    INSERT INTO incident_event (incident_id, seq, kind, occurred_at, recorded_at, actor_type, actor_id, actor_name, text, payload)
    SELECT incident_id, seq, kind, occurred_at, ${now}, ${label.type}, ${label.id}, ${label.name}, text, payload
    FROM unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.seq)}::int[], ${rows.map((row) => row.entry.kind)}::text[],
      ${rows.map((row) => row.entry.occurredAt.toISOString())}::timestamptz[], ${rows.map((row) => row.entry.text)}::text[],
      ${rows.map((row) => JSON.stringify(row.entry.payload))}::jsonb[]) AS e(incident_id, seq, kind, occurred_at, text, payload)`);
}

/** Links to deployments where what is named may have changed, and marks the hours of those whose numbers an incident changes. */
async function settleDeployments(tx: Tx, written: { draft: Draft; id: number }[]): Promise<void> {
  const named = ({ incident: i, stored }: Draft) =>
    [i.causedBy, i.fixedBy, stored?.incident.causedBy, stored?.incident.fixedBy].some(Boolean);
  // What an id means may depend on the services.
  const renamed = ({ incident: i, stored }: Draft) =>
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
