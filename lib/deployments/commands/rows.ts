import sql, { type Sql } from 'sql-template-tag';
import type { Catalog } from '@/lib/catalog/commands/ensure';
import type { Tx } from '@/lib/db/transaction';
import { fold, type Reports, saidFromJson, saidToJson, sameSaid, statusOf } from '../model';
import type { DeploymentStatus, Said } from '../schema';

/** A deployment being written: what its reports say now, and what is stored. */
export type Draft = {
  externalId: string;
  service: string;
  environment: string;
  reports: Reports;
  stored: Stored | null;
};

type Stored = {
  id: number;
  serviceId: number;
  reports: Reports;
  finishedAt: Date | null;
  orderedAt: Date;
  teamId: number | null;
};

/** A row as it is written. */
export type DeploymentRow = {
  draft: Draft;
  status: DeploymentStatus;
  said: Said;
  serviceId: number;
  environmentId: number;
  teamId: number | null;
  orderedAt: Date;
  reports: string | null;
};

type StoredRow = {
  id: number;
  externalId: string;
  serviceId: number;
  service: string;
  environment: string;
  status: DeploymentStatus;
  reports: Partial<Record<DeploymentStatus, Record<string, unknown>>> | null;
  orderedAt: Date;
  teamId: number | null;
} & { [K in keyof Said]-?: Said[K] | null };

/** The deployments of a source that exist under these ids, locked in the order of their ids. */
export async function lockDeployments(tx: Tx, sourceId: number, externalIds: string[]): Promise<Map<string, Draft>> {
  const rows = await tx.sql<StoredRow>(sql`
    SELECT d.id, d.external_id AS "externalId", d.service_id AS "serviceId", s.slug AS service, e.name AS environment, t.slug AS team,
      d.status, d.reports, d.ordered_at AS "orderedAt", d.team_id AS "teamId", d.started_at AS "startedAt",
      d.finished_at AS "finishedAt", d.version, d.commit, d.repository, d.actor, d.strategy, d.is_rollback AS "isRollback",
      d.is_hotfix AS "isHotfix", d.rollback_of AS "rollbackOf", d.url
    FROM deployment d JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
      LEFT JOIN team t ON t.id = d.team_id
    WHERE d.source_id = ${sourceId} AND d.external_id = ANY(${externalIds}::text[])
    ORDER BY d.external_id FOR NO KEY UPDATE OF d`);
  return new Map(rows.map((row) => [row.externalId, toDraft(row)]));
}

function toDraft(row: StoredRow): Draft {
  const reports = reportsOf(row);
  const { id, serviceId, finishedAt, orderedAt, teamId } = row;
  const { externalId, service, environment } = row;
  return {
    externalId,
    service,
    environment,
    reports,
    stored: { id, serviceId, reports, finishedAt, orderedAt, teamId },
  };
}

const saidFields = [
  'startedAt',
  'finishedAt',
  'version',
  'commit',
  'repository',
  'team',
  'actor',
  'strategy',
  'rollbackOf',
  'url',
] as const satisfies (keyof Said)[];

/**
 * What each status said. With one status the columns are what it said, and `reports` only adds flags that it denied: a column
 * cannot tell "not a hot-fix" from "did not say". With several it holds everything.
 */
function reportsOf(row: StoredRow): Reports {
  const stored = Object.entries(row.reports ?? {}) as [DeploymentStatus, Record<string, unknown>][];
  if (stored.length > 1) return Object.fromEntries(stored.map(([status, said]) => [status, saidFromJson(said)]));
  const known = saidFields.flatMap((field) => (row[field] === null ? [] : [[field, row[field]]]));
  const flags = [...(row.isRollback ? [['isRollback', true]] : []), ...(row.isHotfix ? [['isHotfix', true]] : [])];
  return { [row.status]: { ...Object.fromEntries([...known, ...flags]), ...saidFromJson(stored[0]?.[1] ?? {}) } };
}

function storedReports(reports: Reports, status: DeploymentStatus): string | null {
  const statuses = Object.keys(reports) as DeploymentStatus[];
  if (statuses.length > 1)
    return JSON.stringify(Object.fromEntries(statuses.map((each) => [each, saidToJson(reports[each] ?? {})])));
  const { isRollback, isHotfix } = reports[status] ?? {};
  if (isRollback !== false && isHotfix !== false) return null;
  const denied = { ...(isRollback === false ? { isRollback } : {}), ...(isHotfix === false ? { isHotfix } : {}) };
  return JSON.stringify({ [status]: denied });
}

/** True when its reports are not those that are stored. */
export function isChanged({ reports, stored }: Draft): boolean {
  if (!stored) return true;
  const statuses = Object.keys(reports) as DeploymentStatus[];
  return (
    statuses.length !== Object.keys(stored.reports).length ||
    statuses.some((status) => !sameSaid(reports[status] ?? {}, stored.reports[status] ?? {}))
  );
}

/** The row of a draft; its service, environment and team are in the catalog. */
export function toRow(draft: Draft, catalog: Catalog, receivedAt: Date): DeploymentRow {
  const status = statusOf(draft.reports);
  const serviceId = catalog.services.get(draft.service)?.id;
  const environmentId = catalog.environments.get(draft.environment);
  if (!status || serviceId === undefined || environmentId === undefined)
    throw new Error('a draft without report or catalog rows');
  const said = fold(draft.reports);
  const teamId = said.team === undefined ? null : (catalog.teams.get(said.team) ?? null);
  const orderedAt = said.finishedAt ?? said.startedAt ?? receivedAt;
  return {
    draft,
    status,
    said,
    serviceId,
    environmentId,
    teamId,
    orderedAt,
    reports: storedReports(draft.reports, status),
  };
}

/** These rows as a relation `row`, in one parameter per column. */
function relation(rows: DeploymentRow[]): Sql {
  const said = <K extends keyof Said>(field: K) => rows.map((row) => row.said[field] ?? null);
  const time = (field: 'startedAt' | 'finishedAt') => rows.map((row) => row.said[field]?.toISOString() ?? null);
  return sql`unnest(
      ${rows.map((row) => row.draft.stored?.id ?? null)}::bigint[], ${rows.map((row) => row.draft.externalId)}::text[],
      ${rows.map((row) => row.serviceId)}::bigint[], ${rows.map((row) => row.environmentId)}::bigint[],
      ${rows.map((row) => row.teamId)}::bigint[], ${rows.map((row) => row.status)}::deployment_status[],
      ${time('startedAt')}::timestamptz[], ${time('finishedAt')}::timestamptz[], ${said('version')}::text[], ${said('commit')}::text[],
      ${said('repository')}::text[], ${said('actor')}::text[], ${said('strategy')}::deployment_strategy[],
      ${rows.map((row) => row.said.isRollback ?? false)}::boolean[], ${rows.map((row) => row.said.isHotfix ?? false)}::boolean[],
      ${said('rollbackOf')}::text[], ${said('url')}::text[], ${rows.map((row) => row.reports)}::jsonb[],
      ${rows.map((row) => row.orderedAt.toISOString())}::timestamptz[])
    AS row(id, external_id, service_id, environment_id, team_id, status, started_at, finished_at, version, commit, repository, actor,
      strategy, is_rollback, is_hotfix, rollback_of, url, reports, ordered_at)`;
}

/**
 * Inserts rows in the order of their ids. Those that another transaction inserted in the meantime are missing from the result,
 * and locked: the update that never happens takes the lock in its turn.
 */
export async function insertRows(
  tx: Tx,
  sourceId: number,
  rows: DeploymentRow[],
  at: Date,
): Promise<Map<string, number>> {
  const inserted = await tx.sql<{ id: number; externalId: string }>(sql`
    INSERT INTO deployment (source_id, external_id, service_id, environment_id, team_id, status, started_at, finished_at, version,
      commit, repository, actor, strategy, is_rollback, is_hotfix, rollback_of, url, reports, ordered_at, received_at, updated_at)
    SELECT ${sourceId}::bigint, external_id, service_id, environment_id, team_id, status, started_at, finished_at, version,
      commit, repository, actor, strategy, is_rollback, is_hotfix, rollback_of, url, reports, ordered_at, ${at}, ${at}
    FROM ${relation(rows)} ORDER BY external_id
    ON CONFLICT (source_id, external_id) DO UPDATE SET updated_at = excluded.updated_at WHERE false
    RETURNING id, external_id AS "externalId"`);
  return new Map(inserted.map((row) => [row.externalId, row.id]));
}

/** Writes rows that are locked already. */
export async function updateRows(tx: Tx, rows: DeploymentRow[], at: Date): Promise<void> {
  await tx.sql(sql`
    UPDATE deployment d SET team_id = row.team_id, status = row.status, started_at = row.started_at, finished_at = row.finished_at,
      version = row.version, commit = row.commit, repository = row.repository, actor = row.actor, strategy = row.strategy,
      is_rollback = row.is_rollback, is_hotfix = row.is_hotfix, rollback_of = row.rollback_of, url = row.url, reports = row.reports,
      ordered_at = CASE WHEN row.finished_at IS NULL AND row.started_at IS NULL THEN d.received_at ELSE row.ordered_at END,
      updated_at = ${at}
    FROM ${relation(rows)} WHERE d.id = row.id`);
}
