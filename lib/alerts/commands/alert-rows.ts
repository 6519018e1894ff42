import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { Severity } from '@/lib/incidents/schema';
import type { StoredAlert } from '../schema';

/** A group whose row is locked until commit. */
export type LockedGroup = {
  id: number;
  key: string;
  serviceId: number | null;
  environmentId: number | null;
  incidentId: number | null;
};
export type GroupKey = Pick<LockedGroup, 'key' | 'serviceId' | 'environmentId'>;

/** Locks these groups in the order of their keys, making those that are new. The first lock that a delivery of alerts takes. */
export async function lockGroups(tx: Tx, keys: GroupKey[], now: Date): Promise<Map<string, LockedGroup>> {
  const unique = [...new Map(keys.map((each) => [each.key, each])).values()];
  if (unique.length === 0) return new Map();
  const rows = await tx.sql<LockedGroup>(sql`
    INSERT INTO alert_group AS g (key, service_id, environment_id, updated_at)
    SELECT key, service_id, environment_id, ${now}
    FROM unnest(${unique.map((each) => each.key)}::text[], ${unique.map((each) => each.serviceId)}::bigint[],
      ${unique.map((each) => each.environmentId)}::bigint[]) AS wanted(key, service_id, environment_id)
    ORDER BY key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET updated_at = greatest(g.updated_at, excluded.updated_at)
    RETURNING id, key, service_id AS "serviceId", environment_id AS "environmentId", incident_id AS "incidentId"`);
  return new Map(rows.map((row) => [row.key, row]));
}

/** An alert as it is to be stored; `id` null for one that is new. */
export type AlertRow = Omit<StoredAlert, 'id'> & {
  id: number | null;
  title: string;
  summary: string | null;
  url: string | null;
  level: string | null;
  severity: Severity | null;
  labels: Record<string, string>;
  firstSeenAt: Date;
  lastSeenAt: Date;
  count: number;
};

type Wanted = { sourceId: number; dedupKeys: string[]; identities: string[]; mentioned: string[] };

/**
 * Locks what is known of a source's alerts: the latest row of each key, what fires of each identity, and the latest row of those that are
 * only mentioned. In the order of their ids.
 */
export function lockAlerts(tx: Tx, { sourceId, dedupKeys, identities, mentioned }: Wanted): Promise<AlertRow[]> {
  return tx.sql<AlertRow>(sql`
    SELECT id, dedup_key AS "dedupKey", identity, group_id AS "groupId", state, title, summary, url, level, severity, labels,
      starts_at AS "startsAt", ends_at AS "endsAt", fired_at AS "firedAt", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", count
    FROM alert
    WHERE id IN (
      SELECT max(id) FROM alert WHERE source_id = ${sourceId} AND dedup_key = ANY(${dedupKeys}::text[]) GROUP BY dedup_key
      UNION SELECT id FROM alert WHERE source_id = ${sourceId} AND identity = ANY(${identities}::text[]) AND state = 'firing'
      UNION SELECT max(id) FROM alert WHERE source_id = ${sourceId} AND identity = ANY(${mentioned}::text[]) GROUP BY identity)
    ORDER BY id FOR UPDATE`);
}

/** Thrown as a serialisation failure, which the transaction answers by beginning again: somebody told of the same alert meanwhile. */
class ToldMeanwhileError extends Error {
  readonly code = '40001';
}

/** Inserts the alerts that are new, which get their ids, and brings the others up to date. */
export async function storeAlerts(tx: Tx, sourceId: number, rows: AlertRow[]): Promise<void> {
  const fresh = rows.filter((row) => row.id === null);
  const known = rows.filter((row) => row.id !== null);
  if (fresh.length > 0) await insertAlerts(tx, sourceId, fresh);
  if (known.length === 0) return;
  await tx.sql(sql`
    UPDATE alert a SET state = row.state, starts_at = row.starts_at, ends_at = row.ends_at, fired_at = row.fired_at,
      last_seen_at = row.last_seen_at, count = row.count
    FROM unnest(${known.map((row) => row.id)}::bigint[], ${known.map((row) => row.state)}::alert_state[],
      ${known.map((row) => row.startsAt.toISOString())}::timestamptz[], ${known.map((row) => row.endsAt?.toISOString() ?? null)}::timestamptz[],
      ${known.map((row) => row.firedAt?.toISOString() ?? null)}::timestamptz[],
      ${known.map((row) => row.lastSeenAt.toISOString())}::timestamptz[], ${known.map((row) => row.count)}::int[])
      AS row(id, state, starts_at, ends_at, fired_at, last_seen_at, count)
    WHERE a.id = row.id`);
}

async function insertAlerts(tx: Tx, sourceId: number, fresh: AlertRow[]): Promise<void> {
  const of = <K extends keyof AlertRow>(field: K) => fresh.map((row) => row[field]);
  const time = (field: 'startsAt' | 'endsAt' | 'firedAt' | 'firstSeenAt' | 'lastSeenAt') =>
    fresh.map((row) => row[field]?.toISOString() ?? null);
  const ids = await tx.sql<{ id: number }>(sql`
    INSERT INTO alert (source_id, group_id, dedup_key, identity, state, title, summary, url, level, severity, labels, starts_at, ends_at,
      fired_at, first_seen_at, last_seen_at, count)
    SELECT ${sourceId}, group_id, dedup_key, identity, state, title, summary, url, level, severity, labels, starts_at, ends_at,
      fired_at, first_seen_at, last_seen_at, count
    FROM unnest(${of('groupId')}::bigint[], ${of('dedupKey')}::text[], ${of('identity')}::text[], ${of('state')}::alert_state[],
      ${of('title')}::text[], ${of('summary')}::text[], ${of('url')}::text[], ${of('level')}::text[], ${of('severity')}::severity[],
      ${fresh.map((row) => JSON.stringify(row.labels))}::jsonb[], ${time('startsAt')}::timestamptz[], ${time('endsAt')}::timestamptz[],
      ${time('firedAt')}::timestamptz[], ${time('firstSeenAt')}::timestamptz[], ${time('lastSeenAt')}::timestamptz[], ${of('count')}::int[])
      WITH ORDINALITY AS row(group_id, dedup_key, identity, state, title, summary, url, level, severity, labels, starts_at, ends_at,
        fired_at, first_seen_at, last_seen_at, count, place)
    ORDER BY place
    ON CONFLICT (source_id, dedup_key) WHERE state = 'firing'::alert_state DO NOTHING
    RETURNING id`);
  if (ids.length < fresh.length) throw new ToldMeanwhileError('another delivery told of the same alert');
  // Ids are given in the order of the rows.
  const sorted = ids.map(({ id }) => id).sort((a, b) => a - b);
  for (const [index, row] of fresh.entries()) row.id = sorted[index] ?? null;
}
