import sql, { empty } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { decodeCursor, namePosition, type Page, toPage } from '@/lib/core/paging';
import { readSql } from '@/lib/db/pool';
import { serviceMatches } from '../queries';
import type { EnvironmentSetting, ServiceListQuery, ServiceSetting } from '../schema';
import { environmentListedTo, serviceListedTo } from './listed';

/** Services by slug that an actor finds, with what can be set of them. */
export async function readServiceSettings(
  actor: Actor,
  { limit, cursor, q }: ServiceListQuery,
): Promise<Page<ServiceSetting>> {
  const after = decodeCursor(cursor, namePosition);
  const rows = await readSql<Omit<ServiceSetting, 'lastDeployedAt'> & { lastDeployedAt: Date | null }>(sql`
    SELECT s.slug, t.slug AS team, t.name AS "teamName", s.team_pinned AS "teamPinned", s.repository, (
      SELECT max(d.finished_at) FROM deployment d WHERE d.service_id = s.id) AS "lastDeployedAt"
    FROM service s LEFT JOIN team t ON t.id = s.team_id
    WHERE ${serviceMatches(q)} AND ${serviceListedTo(actor)} ${after ? sql`AND s.slug > ${after[0]}` : empty}
    ORDER BY s.slug LIMIT ${limit + 1}`);
  return toPage(
    rows,
    limit,
    (row) => ({ ...row, lastDeployedAt: row.lastDeployedAt?.toISOString() ?? null }),
    ({ slug }) => [slug],
  );
}

/** Environments that an actor finds, production first, with how many deployments each has. */
export async function readEnvironmentSettings(actor: Actor): Promise<EnvironmentSetting[]> {
  const rows = await readSql<Omit<EnvironmentSetting, 'lastDeployedAt'> & { lastDeployedAt: Date | null }>(sql`
    SELECT e.name, e.kind, coalesce(d.n, 0)::int AS deployments, d.last AS "lastDeployedAt"
    FROM environment e LEFT JOIN (
      SELECT environment_id, count(*) AS n, max(finished_at) AS last FROM deployment GROUP BY environment_id) AS d ON d.environment_id = e.id
    WHERE ${environmentListedTo(actor)}
    ORDER BY e.kind, e.name LIMIT 500`);
  return rows.map((row) => ({ ...row, lastDeployedAt: row.lastDeployedAt?.toISOString() ?? null }));
}
