import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { CountedAt } from '@/lib/metrics/commands';

/**
 * An incident names its cause and its fix by the ids that a pipeline chose, and either side may arrive first. Deployments take
 * this lock shared before they are inserted, incidents that name one take it alone before they look: so whoever commits second
 * sees the other, and no link is missed.
 */
const linkLock = 7_241_003;

/** Held until commit by a transaction that inserts or deletes deployments. Does not keep such transactions from each other. */
export async function lockLinksShared(tx: Tx): Promise<void> {
  await tx.sql(sql`SELECT pg_advisory_xact_lock_shared(${linkLock})`);
}

/** Held until commit by a transaction that resolves what incidents name. */
export async function lockLinks(tx: Tx): Promise<void> {
  await tx.sql(sql`SELECT pg_advisory_xact_lock(${linkLock})`);
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
 * Points the incidents that name one of these ids to the deployment meant: the one of the incident's own source, else of the
 * source with the lowest number. Answers the hours of the deployments that are, or were, named: their numbers changed.
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

/** As `resolveLinks`, for incidents whose rows the caller has locked. */
export async function resolveLinksOf(tx: Tx, incidentIds: number[]): Promise<CountedAt[]> {
  if (incidentIds.length === 0) return [];
  return tx.sql<CountedAt>(sql`
    WITH meant AS (
      SELECT i.id, i.caused_by_id AS old_cause, i.fixed_by_id AS old_fix,
        (SELECT d.id FROM deployment d WHERE d.external_id = i.caused_by_ref
          ORDER BY coalesce(d.source_id = i.source_id, false) DESC, d.source_id LIMIT 1) AS cause,
        (SELECT d.id FROM deployment d WHERE d.external_id = i.fixed_by_ref
          ORDER BY coalesce(d.source_id = i.source_id, false) DESC, d.source_id LIMIT 1) AS fix
      FROM incident i WHERE i.id = ANY(${incidentIds}::bigint[])),
    moved AS (SELECT * FROM meant WHERE (old_cause, old_fix) IS DISTINCT FROM (cause, fix)),
    written AS (
      UPDATE incident i SET caused_by_id = moved.cause, fixed_by_id = moved.fix, updated_at = now()
      FROM moved WHERE i.id = moved.id)
    SELECT DISTINCT d.service_id AS "serviceId", d.finished_at AS at
    FROM moved CROSS JOIN LATERAL unnest(ARRAY[old_cause, old_fix, cause, fix]) AS named(id) JOIN deployment d ON d.id = named.id
    WHERE d.finished_at IS NOT NULL`);
}
