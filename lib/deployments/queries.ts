import sql, { empty, type Sql } from 'sql-template-tag';
import { sourceOf } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { decodeCursor, type Page, readTwoWay, type TwoWayPage, timePosition, toPage } from '@/lib/core/paging';
import { type Queryable, readSnapshot, readSql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import { findDeployment } from './commands/find';
import type { ChangeAnswer, ChangesQuery, DeploymentAnswer, DeploymentDetail, DeploymentsQuery } from './schema';

type Row = { [K in keyof Omit<DeploymentAnswer, 'url'>]: DeploymentAnswer[K] | Date } & {
  key: number;
  orderedAt: Date;
};

/** `d` with the names of what it points to, as a wire row. */
const columns = sql`
  d.id AS key, d.ordered_at AS "orderedAt", d.external_id AS id, s.slug AS service, e.name AS environment, d.status, d.started_at,
  d.finished_at, d.version, d.commit, d.repository, t.slug AS team, d.actor, d.strategy, d.is_rollback, d.is_hotfix, d.rollback_of,
  src.name AS source, d.url AS source_url, d.received_at`;

const joins = sql`
  JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id JOIN source src ON src.id = d.source_id
  LEFT JOIN team t ON t.id = d.team_id`;

/** The page of a deployment, by its internal number. */
export function deploymentUrl(key: number): string {
  return `${env().PUBLIC_URL}/deployments/${key}`;
}

function toAnswer({ key, orderedAt: _orderedAt, ...row }: Row): DeploymentAnswer {
  return { ...wireTimes(row), url: deploymentUrl(key) } as DeploymentAnswer;
}

/** Times as ISO text, everything else as it is. */
function wireTimes<T extends object>(row: T): { [K in keyof T]: Exclude<T[K], Date> | string } {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(entries);
}

type Beyond = { at: Date; id: number; isNewer: boolean };

/** Which deployments a list has; each filter narrows. */
export type DeploymentFilters = Omit<DeploymentsQuery, 'limit' | 'cursor'>;

/** At most `limit` rows beyond a position, nearest first. */
function readRows(filters: DeploymentFilters, beyond: Beyond | null, limit: number): Promise<Row[]> {
  const { service, environment, status, from, to } = filters;
  const [way, order] = beyond?.isNewer
    ? [sql`>`, sql`ORDER BY d.ordered_at, d.id`]
    : [sql`<`, sql`ORDER BY d.ordered_at DESC, d.id DESC`];
  const narrowed = sql`
    ${environment ? sql`AND d.environment_id = ANY(ARRAY(SELECT id FROM environment WHERE name = ANY(${environment}::text[])))` : empty}
    ${status ? sql`AND d.status = ANY(${status}::deployment_status[])` : empty}
    ${from ? sql`AND d.ordered_at >= ${from}` : empty}
    ${to ? sql`AND d.ordered_at < ${to}` : empty}
    ${beyond ? sql`AND (d.ordered_at, d.id) ${way} (${beyond.at}, ${beyond.id})` : empty}
    ${order} LIMIT ${limit}`;
  // Each service is read from its own index, so that the rows of the others are never looked at.
  const found = service
    ? sql`(SELECT d.* FROM (SELECT id FROM service WHERE slug = ANY(${service}::text[])) AS chosen (id)
        CROSS JOIN LATERAL (SELECT * FROM deployment d WHERE d.service_id = chosen.id ${narrowed}) AS d ${order} LIMIT ${limit})`
    : sql`(SELECT * FROM deployment d WHERE true ${narrowed})`;
  return readSql<Row>(sql`SELECT ${columns} FROM ${found} AS d ${joins} ${order}`);
}

/** Deployments by time, newest first. */
export async function listDeployments({
  limit,
  cursor,
  ...filters
}: DeploymentsQuery): Promise<Page<DeploymentAnswer>> {
  const after = decodeCursor(cursor, timePosition);
  const rows = await readRows(filters, after && { at: new Date(after[0]), id: after[1], isNewer: false }, limit + 1);
  return toPage(rows, limit, toAnswer, positionOf);
}

/** The same for a page that can be left both ways. */
export function browseDeployments({
  limit,
  cursor,
  ...filters
}: DeploymentsQuery): Promise<TwoWayPage<DeploymentAnswer>> {
  return readTwoWay(cursor, limit, (beyond, count) => readRows(filters, beyond, count), toAnswer, positionOf);
}

function positionOf(row: Row): [number, number] {
  return [row.orderedAt.getTime(), row.key];
}

/** One deployment by the id that its pipeline chose; see `findDeployment` for whose it is. Without incidents that this actor may not see. */
export function readDeployment(actor: Actor, id: string): Promise<DeploymentDetail> {
  return readSnapshot(async (db) => {
    const key = await findDeployment(db, id, sourceOf(actor));
    const row = await readDeploymentRow(db, key);
    if (!row) throw new NotFoundError(`Deployment "${id}"`);
    return { ...row, changes: await changesOf(db, key), incidents: await incidentsOf(db, actor, key) };
  });
}

/** One deployment by its internal number, alone; null when there is none. */
export async function readDeploymentRow(db: Queryable, key: number): Promise<DeploymentAnswer | null> {
  const [row] = await db.sql<Row>(sql`SELECT ${columns} FROM deployment d ${joins} WHERE d.id = ${key}`);
  return row ? toAnswer(row) : null;
}

const changeColumns = sql`s.slug AS service, c.sha, c.committed_at, c.merged_at, c.title, c.author, c.author_kind, c.url`;

type ChangeRow = { [K in keyof ChangeAnswer]: ChangeAnswer[K] | Date };

async function changesOf(db: Queryable, key: number): Promise<ChangeAnswer[]> {
  const rows = await db.sql<ChangeRow>(sql`
    SELECT ${changeColumns} FROM deployment_change l JOIN change c ON c.id = l.change_id JOIN service s ON s.id = c.service_id
    WHERE l.deployment_id = ${key} ORDER BY c.committed_at, c.sha LIMIT 1000`);
  return rows.map((row) => wireTimes(row) as ChangeAnswer);
}

function incidentsOf(db: Queryable, actor: Actor, key: number): Promise<DeploymentDetail['incidents']> {
  const side = (column: Sql, link: string) => sql`
    SELECT i.number, i.title, ${link}::text AS link FROM incident i WHERE ${column} = ${key} AND ${visibleTo(actor)}`;
  return db.sql(sql`
    SELECT 'INC-' || number AS key, title, link
    FROM (${side(sql`i.caused_by_id`, 'caused')} UNION ALL ${side(sql`i.fixed_by_id`, 'fixed')}) AS named
    ORDER BY number, link LIMIT 200`);
}

/** Changes by commit time, newest first. */
export async function listChanges(query: ChangesQuery): Promise<Page<ChangeAnswer>> {
  const after = decodeCursor(query.cursor, timePosition);
  const rows = await readSql<ChangeRow & { key: number; committed_at: Date }>(sql`
    SELECT c.id AS key, ${changeColumns} FROM change c JOIN service s ON s.id = c.service_id
    WHERE true
      ${query.service ? sql`AND c.service_id IN (SELECT id FROM service WHERE slug = ANY(${query.service}::text[]))` : empty}
      ${after ? sql`AND (c.committed_at, c.id) < (${new Date(after[0])}, ${after[1]})` : empty}
    ORDER BY c.committed_at DESC, c.id DESC LIMIT ${query.limit + 1}`);
  const item = ({ key: _key, ...row }: (typeof rows)[number]) => wireTimes(row) as ChangeAnswer;
  return toPage(rows, query.limit, item, (row) => [row.committed_at.getTime(), row.key]);
}
