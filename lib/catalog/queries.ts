import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { likePattern } from '@/lib/core/like-pattern';
import { decodeCursor, namePosition, type Page, toPage } from '@/lib/core/paging';
import { readSql } from '@/lib/db/pool';
import { environmentListedTo, serviceListedTo } from './queries/listed';
import type {
  CatalogQuery,
  EnvironmentAnswer,
  EnvironmentKind,
  ServiceAnswer,
  ServiceListQuery,
  TeamAnswer,
} from './schema';

type ServiceRow = {
  slug: string;
  team: string | null;
  repository: string | null;
  createdAt: Date;
  lastDeployedAt: Date | null;
};

function services(where: Sql, limit: number): Promise<ServiceRow[]> {
  return readSql<ServiceRow>(sql`
    SELECT s.slug, t.slug AS team, s.repository, s.created_at AS "createdAt", (
      SELECT d.finished_at FROM deployment d JOIN environment e ON e.id = d.environment_id
      WHERE d.service_id = s.id AND e.kind = 'production' AND d.status IN ('succeeded', 'rolled_back') AND d.finished_at IS NOT NULL
      ORDER BY d.finished_at DESC LIMIT 1) AS "lastDeployedAt"
    FROM service s LEFT JOIN team t ON t.id = s.team_id WHERE ${where} ORDER BY s.slug LIMIT ${limit}`);
}

function toService(row: ServiceRow): ServiceAnswer {
  return {
    slug: row.slug,
    team: row.team,
    repository: row.repository,
    created_at: row.createdAt.toISOString(),
    last_deployed_at: row.lastDeployedAt?.toISOString() ?? null,
    url: `${env().PUBLIC_URL}/services/${row.slug}`,
  };
}

/** Condition of a service `s` and its team `t`: the name of either has `q` as a part. */
export function serviceMatches(q = ''): Sql {
  const pattern = likePattern(q);
  return sql`(s.slug LIKE ${pattern} OR t.slug LIKE ${pattern} OR lower(t.name) LIKE ${pattern})`;
}

/** Services by slug that an actor finds; with `q` those whose slug or team has it as a part. */
export async function listServices(actor: Actor, { limit, cursor, q }: ServiceListQuery): Promise<Page<ServiceAnswer>> {
  const after = decodeCursor(cursor, namePosition);
  const beyond = after ? sql`AND s.slug > ${after[0]}` : empty;
  const rows = await services(sql`${serviceMatches(q)} AND ${serviceListedTo(actor)} ${beyond}`, limit + 1);
  return toPage(rows, limit, toService, (row) => [row.slug]);
}

/** The slugs of all services, at most 5,000. */
export async function readServiceSlugs(): Promise<string[]> {
  const rows = await readSql<{ slug: string }>(sql`SELECT slug FROM service ORDER BY slug LIMIT 5000`);
  return rows.map(({ slug }) => slug);
}

/** One service that an actor finds; throws NotFoundError. */
export async function readService(actor: Actor, slug: string): Promise<ServiceAnswer> {
  const [row] = await services(sql`s.slug = ${slug} AND ${serviceListedTo(actor)}`, 1);
  if (!row) throw new NotFoundError(`Service "${slug}"`);
  return toService(row);
}

/** Teams by slug, each with its services. */
export async function listTeams({ limit, cursor }: CatalogQuery): Promise<Page<TeamAnswer>> {
  const after = decodeCursor(cursor, namePosition);
  const rows = await readSql<{ slug: string; name: string; services: string[]; createdAt: Date }>(sql`
    SELECT t.slug, t.name, t.created_at AS "createdAt", ARRAY(SELECT s.slug FROM service s WHERE s.team_id = t.id ORDER BY s.slug) AS services
    FROM team t WHERE true ${after ? sql`AND t.slug > ${after[0]}` : empty} ORDER BY t.slug LIMIT ${limit + 1}`);
  const item = ({ createdAt, ...row }: (typeof rows)[number]) => ({ ...row, created_at: createdAt.toISOString() });
  return toPage(rows, limit, item, (row) => [row.slug]);
}

/** Environments by name that an actor finds. */
export async function listEnvironments(
  actor: Actor,
  { limit, cursor }: CatalogQuery,
): Promise<Page<EnvironmentAnswer>> {
  const after = decodeCursor(cursor, namePosition);
  const rows = await readSql<{ name: string; kind: EnvironmentKind; createdAt: Date }>(sql`
    SELECT e.name, e.kind, e.created_at AS "createdAt" FROM environment e
    WHERE ${environmentListedTo(actor)} ${after ? sql`AND e.name > ${after[0]}` : empty} ORDER BY e.name LIMIT ${limit + 1}`);
  const item = ({ name, kind, createdAt }: (typeof rows)[number]) => ({
    name,
    kind,
    created_at: createdAt.toISOString(),
  });
  return toPage(rows, limit, item, (row) => [row.name]);
}
