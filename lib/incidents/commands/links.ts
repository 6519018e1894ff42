import sql, { type Sql } from 'sql-template-tag';
import { sha256 } from '@/lib/core/ids';
import type { Tx } from '@/lib/db/transaction';
import type { CountedAt } from '@/lib/metrics/commands';

/**
 * An incident names its cause and its fix by the ids that a pipeline chose, and either side may arrive first. Deployments take
 * the lock of their id shared before they are inserted, incidents that name one take it alone before they look: so whoever commits
 * second sees the other, and no link is missed. Ids share a few locks, which are taken in ascending order, before any row.
 */
const linkLock = 7_241_004;
const locks = 64;

const lockOf = (externalId: string) => (sha256(externalId)[0] ?? 0) % locks;
const locksOf = (externalIds: string[]) => [...new Set(externalIds.map(lockOf))].sort((a, b) => a - b);

/** Held until commit by a transaction that inserts or deletes these deployments. Does not keep such transactions from each other. */
export async function lockLinksShared(tx: Tx, externalIds: string[]): Promise<void> {
  await tx.sql(sql`
    SELECT pg_advisory_xact_lock_shared(${linkLock}::int, id) FROM unnest(${locksOf(externalIds)}::int[]) AS lock(id)`);
}

/** Held until commit by a transaction that resolves what incidents name. */
export async function lockLinks(tx: Tx, externalIds: string[]): Promise<void> {
  await tx.sql(sql`
    SELECT pg_advisory_xact_lock(${linkLock}::int, id) FROM unnest(${locksOf(externalIds)}::int[]) AS lock(id)`);
}

/** Held until commit by a transaction beside which no deployment may be inserted or deleted. */
export async function lockAllLinks(tx: Tx): Promise<void> {
  await tx.sql(
    sql`SELECT pg_advisory_xact_lock(${linkLock}::int, id) FROM generate_series(0, ${locks - 1}::int) AS lock(id)`,
  );
}

/** Does any incident name one of these deployment ids? */
export async function areNamed(tx: Tx, externalIds: string[]): Promise<boolean> {
  if (externalIds.length === 0) return false;
  const [row] = await tx.sql<{ named: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM incident WHERE caused_by_ref = ANY(${externalIds}::text[]))
      OR EXISTS (SELECT 1 FROM incident WHERE fixed_by_ref = ANY(${externalIds}::text[])) AS named`);
  return row?.named ?? false;
}

/**
 * Points the incidents that name one of these ids to the deployment meant, or to none where that would be a guess (see `meant`).
 * Answers the hours of the deployments that are, or were, named: their numbers changed.
 */
export async function resolveLinks(tx: Tx, externalIds: string[]): Promise<CountedAt[]> {
  const incidents = await tx.sql<{ id: number }>(sql`
    SELECT id FROM incident WHERE caused_by_ref = ANY(${externalIds}::text[]) OR fixed_by_ref = ANY(${externalIds}::text[])
    ORDER BY id FOR NO KEY UPDATE`);
  return resolveLinksOf(
    tx,
    incidents.map((incident) => incident.id),
  );
}

/**
 * The deployment that the incident `i` means by an id: the one of that id that people judged to be it; else the one of its own source; else the only one of that id; else the only one
 * among those of its services. Otherwise none: a guess never counts (metrics.md).
 */
function meant(ref: Sql, verdict: 'caused' | 'fixed'): Sql {
  return sql`(
    SELECT coalesce(min(id) FILTER (WHERE is_judged), min(id) FILTER (WHERE is_own), CASE WHEN count(*) = 1 THEN min(id) END,
      CASE WHEN count(*) FILTER (WHERE fits) = 1 THEN min(id) FILTER (WHERE fits) END)
    FROM (
      SELECT d.id, d.source_id = i.source_id AS is_own, EXISTS (
          SELECT 1 FROM incident_deploy k WHERE k.incident_id = i.id AND k.deployment_id = d.id AND k.verdict = ${verdict}::deploy_verdict) AS is_judged,
        EXISTS (
          SELECT 1 FROM incident_service x WHERE x.incident_id = i.id AND x.service_id = d.service_id) AS fits
      FROM deployment d WHERE d.external_id = ${ref}) AS candidate)`;
}

/** As `resolveLinks`, for incidents whose rows the caller has locked. */
export async function resolveLinksOf(tx: Tx, incidentIds: number[]): Promise<CountedAt[]> {
  if (incidentIds.length === 0) return [];
  return tx.sql<CountedAt>(sql`
    WITH meant AS (
      SELECT i.id, i.caused_by_id AS old_cause, i.fixed_by_id AS old_fix,
        ${meant(sql`i.caused_by_ref`, 'caused')} AS cause, ${meant(sql`i.fixed_by_ref`, 'fixed')} AS fix
      FROM incident i WHERE i.id = ANY(${incidentIds}::bigint[])),
    moved AS (SELECT * FROM meant WHERE (old_cause, old_fix) IS DISTINCT FROM (cause, fix)),
    written AS (
      UPDATE incident i SET caused_by_id = moved.cause, fixed_by_id = moved.fix, updated_at = now()
      FROM moved WHERE i.id = moved.id)
    SELECT DISTINCT d.service_id AS "serviceId", d.finished_at AS at
    FROM moved CROSS JOIN LATERAL unnest(ARRAY[old_cause, old_fix, cause, fix]) AS named(id) JOIN deployment d ON d.id = named.id
    WHERE d.finished_at IS NOT NULL`);
}
