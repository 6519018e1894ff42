import sql, { empty } from 'sql-template-tag';
import { likePattern } from '@/lib/core/like-pattern';
import { readSql } from '@/lib/db/pool';
import type { EnvironmentSetting, ServiceSetting } from '../schema';

const shown = 100;

/** Services by slug with what can be set of them; `after` is the last slug of the page before. One row more than a page. */
export async function readServiceSettings(search: string, after: string | null): Promise<ServiceSetting[]> {
  const pattern = likePattern(search);
  const rows = await readSql<Omit<ServiceSetting, 'lastDeployedAt'> & { lastDeployedAt: Date | null }>(sql`
    SELECT s.slug, t.slug AS team, t.name AS "teamName", s.team_pinned AS "teamPinned", s.repository, (
      SELECT max(d.finished_at) FROM deployment d WHERE d.service_id = s.id) AS "lastDeployedAt"
    FROM service s LEFT JOIN team t ON t.id = s.team_id
    WHERE (s.slug LIKE ${pattern} OR lower(t.name) LIKE ${pattern}) ${after === null ? empty : sql`AND s.slug > ${after}`}
    ORDER BY s.slug LIMIT ${shown + 1}`);
  return rows.map((row) => ({ ...row, lastDeployedAt: row.lastDeployedAt?.toISOString() ?? null }));
}

/** Services shown on one page of the settings. */
export const servicesPerPage = shown;

/** Environments, production first, with how many deployments each has. */
export async function readEnvironmentSettings(): Promise<EnvironmentSetting[]> {
  const rows = await readSql<Omit<EnvironmentSetting, 'lastDeployedAt'> & { lastDeployedAt: Date | null }>(sql`
    SELECT e.name, e.kind, coalesce(d.n, 0)::int AS deployments, d.last AS "lastDeployedAt"
    FROM environment e LEFT JOIN (
      SELECT environment_id, count(*) AS n, max(finished_at) AS last FROM deployment GROUP BY environment_id) AS d ON d.environment_id = e.id
    ORDER BY e.kind, e.name LIMIT 500`);
  return rows.map((row) => ({ ...row, lastDeployedAt: row.lastDeployedAt?.toISOString() ?? null }));
}
