import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { ChangeReport } from '../schema';

export type NamedChange = { serviceId: number; change: ChangeReport };

/** A written change: its id by `changeKey`, and whether this write created or altered it. */
export type WrittenChange = { id: number; created: boolean; altered: boolean };

export function changeKey(serviceId: number, sha: string): string {
  return `${serviceId} ${sha}`;
}

/** First half of the key of the advisory locks on the changes of a service; its second half is the service's id. */
const changesLock = 7_241_003;

/** Several mentions of one change as one: a later mention wins, what it leaves open stays. */
function mergeMentions(named: NamedChange[]): NamedChange[] {
  const merged = new Map<string, NamedChange>();
  for (const { serviceId, change } of named) {
    const key = changeKey(serviceId, change.sha);
    const known = merged.get(key)?.change;
    const next = known
      ? {
          sha: change.sha,
          committedAt: change.committedAt,
          mergedAt: change.mergedAt ?? known.mergedAt,
          title: change.title ?? known.title,
          author: change.author ?? known.author,
          authorKind: change.authorKind ?? known.authorKind,
          url: change.url ?? known.url,
        }
      : change;
    merged.set(key, { serviceId, change: next });
  }
  return [...merged.values()];
}

/**
 * Creates or updates changes: a field that is absent leaves what is known, one that is given replaces it. Every one of them is
 * locked until commit, in the order of (service, sha), also those that stay as they are.
 */
export async function writeChanges(tx: Tx, named: NamedChange[], at: Date): Promise<Map<string, WrittenChange>> {
  const rows = mergeMentions(named);
  const written = new Map<string, WrittenChange>();
  if (rows.length === 0) return written;
  const serviceIds = rows.map((row) => row.serviceId);
  const shas = rows.map((row) => row.change.sha);
  // Shared, as all of these write in one order; against `lockChangesOf`, after which this is a second pass.
  const locked = tx.sql(sql`
    SELECT pg_advisory_xact_lock_shared(${changesLock}, id::int)
    FROM (SELECT DISTINCT id FROM unnest(${serviceIds}::bigint[]) AS id ORDER BY id) AS services`);
  const text = (field: 'title' | 'author' | 'authorKind' | 'url') => rows.map((row) => row.change[field]);
  // The column has no "unknown": these rows say nothing of their author's kind, so what is known stays.
  const silent = rows
    .filter((row) => row.change.authorKind === null)
    .map((row) => changeKey(row.serviceId, row.change.sha));
  const authorKind = sql`CASE WHEN known.service_id || ' ' || known.sha = ANY(${silent}::text[])
    THEN known.author_kind ELSE excluded.author_kind END`;
  const changed = tx.sql<{ id: number; serviceId: number; sha: string; created: boolean }>(sql`
    INSERT INTO change AS known (service_id, sha, committed_at, merged_at, title, author, author_kind, url, received_at)
    SELECT service_id, sha, committed_at, merged_at, title, author, coalesce(author_kind, 'human'), url, ${at}
    FROM unnest(${serviceIds}::bigint[], ${shas}::text[], ${rows.map((row) => row.change.committedAt.toISOString())}::timestamptz[],
      ${rows.map((row) => row.change.mergedAt?.toISOString() ?? null)}::timestamptz[], ${text('title')}::text[], ${text('author')}::text[],
      ${text('authorKind')}::author_kind[], ${text('url')}::text[])
      AS row(service_id, sha, committed_at, merged_at, title, author, author_kind, url)
    ORDER BY service_id, sha
    ON CONFLICT (service_id, sha) DO UPDATE SET committed_at = excluded.committed_at,
      merged_at = coalesce(excluded.merged_at, known.merged_at), title = coalesce(excluded.title, known.title),
      author = coalesce(excluded.author, known.author), author_kind = ${authorKind}, url = coalesce(excluded.url, known.url)
    WHERE (known.committed_at, known.merged_at, known.title, known.author, known.author_kind, known.url) IS DISTINCT FROM
      (excluded.committed_at, coalesce(excluded.merged_at, known.merged_at), coalesce(excluded.title, known.title),
       coalesce(excluded.author, known.author), ${authorKind}, coalesce(excluded.url, known.url))
    RETURNING id, service_id AS "serviceId", sha, (xmax = 0) AS created`);
  const [, touched] = await Promise.all([locked, changed]);
  for (const { id, serviceId, sha, created } of touched) {
    written.set(changeKey(serviceId, sha), { id, created, altered: !created });
  }
  if (touched.length === rows.length) return written;
  // Those that said nothing new are locked by the statement above but not returned by it.
  const others = await tx.sql<{ id: number; serviceId: number; sha: string }>(sql`
    SELECT c.id, c.service_id AS "serviceId", c.sha
    FROM unnest(${serviceIds}::bigint[], ${shas}::text[]) AS row(service_id, sha) JOIN change c USING (service_id, sha)`);
  for (const { id, serviceId, sha } of others) {
    const key = changeKey(serviceId, sha);
    if (!written.has(key)) written.set(key, { id, created: false, altered: false });
  }
  return written;
}

export type Link = { deploymentId: number; changeId: number };

/** Links changes to the deployments that carry them; answers those that are new. */
export async function linkChanges(tx: Tx, links: Link[]): Promise<Link[]> {
  if (links.length === 0) return [];
  return tx.sql<Link>(sql`
    INSERT INTO deployment_change (deployment_id, change_id)
    SELECT DISTINCT deployment_id, change_id
    FROM unnest(${links.map((link) => link.deploymentId)}::bigint[], ${links.map((link) => link.changeId)}::bigint[])
      AS link(deployment_id, change_id)
    ORDER BY deployment_id, change_id
    ON CONFLICT DO NOTHING RETURNING deployment_id AS "deploymentId", change_id AS "changeId"`);
}

/**
 * Locks the changes of these deployments, and those that are about to be written, in one pass in the order of (service, sha).
 * Those that do not exist yet come in a second pass when they are written, which could block others in a circle: so nobody else
 * writes changes of these services until commit. Answers the ids of the deployments' changes.
 */
export async function lockChangesOf(tx: Tx, deploymentIds: number[], named: NamedChange[] = []): Promise<number[]> {
  await tx.sql(sql`
    SELECT pg_advisory_xact_lock(${changesLock}, id::int)
    FROM (SELECT service_id AS id FROM deployment WHERE id = ANY(${deploymentIds}::bigint[])
      UNION SELECT * FROM unnest(${named.map((each) => each.serviceId)}::bigint[]) ORDER BY id) AS services`);
  const rows = await tx.sql<{ id: number; linked: boolean }>(sql`
    WITH linked AS MATERIALIZED (
      SELECT DISTINCT change_id FROM deployment_change WHERE deployment_id = ANY(${deploymentIds}::bigint[])),
    wanted AS MATERIALIZED (
      SELECT change_id FROM linked
      UNION SELECT c.id FROM unnest(${named.map((each) => each.serviceId)}::bigint[], ${named.map((each) => each.change.sha)}::text[])
        AS row(service_id, sha) JOIN change c USING (service_id, sha))
    SELECT c.id, c.id IN (SELECT change_id FROM linked) AS linked FROM change c WHERE c.id IN (SELECT change_id FROM wanted)
    ORDER BY c.service_id, c.sha FOR NO KEY UPDATE OF c`);
  return rows.filter((row) => row.linked).map((row) => row.id);
}
