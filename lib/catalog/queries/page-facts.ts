import sql, { empty, type Sql } from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { EnvironmentKind } from '../schema';

/** When a service last reached production. */
export type LastDeployment = { service: string; version: string | null; at: string };

/** The latest deployment to production of each of these services; one index probe each. */
export async function readLastDeployments(services: string[]): Promise<LastDeployment[]> {
  const rows = await readSql<{ service: string; version: string | null; at: Date }>(sql`
    SELECT s.slug AS service, last.version, last.finished_at AS at
    FROM service s CROSS JOIN LATERAL (
      SELECT d.version, d.finished_at FROM deployment d JOIN environment e ON e.id = d.environment_id
      WHERE d.service_id = s.id AND e.kind = 'production' AND d.status IN ('succeeded', 'rolled_back') AND d.finished_at IS NOT NULL
      ORDER BY d.finished_at DESC LIMIT 1) AS last
    WHERE s.slug = ANY(${services}::text[])`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export type Part = { from: Date; to: Date };

/** Deployments that reached production in each of `parts` (consecutive), per service; a service without any is absent. */
export async function readCourses(services: string[], parts: Part[]): Promise<Map<string, number[]>> {
  const [first] = parts;
  const last = parts.at(-1);
  if (!first || !last || services.length === 0) return new Map();
  const rows = await readSql<{ service: string; part: number; count: number }>(sql`
    SELECT s.slug AS service, width_bucket(d.finished_at, ${parts.map(({ from }) => from)}::timestamptz[]) - 1 AS part, count(*)::int AS count
    FROM service s JOIN deployment d ON d.service_id = s.id JOIN environment e ON e.id = d.environment_id
    WHERE s.slug = ANY(${services}::text[]) AND e.kind = 'production' AND d.status IN ('succeeded', 'rolled_back')
      AND d.finished_at >= ${first.from} AND d.finished_at < ${last.to}
    GROUP BY 1, 2`);
  const courses = new Map<string, number[]>();
  for (const { service, part, count } of rows) {
    const course = courses.get(service) ?? parts.map(() => 0);
    course[part] = count;
    courses.set(service, course);
  }
  return courses;
}

/** What runs where: the newest deployment that reached an environment, and one that is on its way. */
export type Running = {
  environment: string;
  kind: EnvironmentKind;
  version: string | null;
  commit: string | null;
  status: string;
  at: string;
  key: number;
  /** A later deployment to the same environment that is not finished. */
  next: { key: number; version: string | null; status: string } | null;
};

type RunningRow = Omit<Running, 'at' | 'next'> & {
  at: Date;
  nextKey: number | null;
  nextVersion: string | null;
  nextStatus: string | null;
};

/**
 * Environments of a service from development to production. A deployment that was rolled back does not run any more: it is passed
 * over, for what it replaced or what replaced it.
 */
export async function readRunning(service: string): Promise<Running[]> {
  const rows = await readSql<RunningRow>(sql`
    SELECT e.name AS environment, e.kind, d.version, d.commit, d.status, d.finished_at AS at, d.id AS key,
      n.id AS "nextKey", n.version AS "nextVersion", n.status AS "nextStatus"
    FROM service s CROSS JOIN environment e CROSS JOIN LATERAL (
        SELECT * FROM deployment d WHERE d.service_id = s.id AND d.environment_id = e.id AND d.status = 'succeeded'
        ORDER BY d.finished_at DESC NULLS LAST, d.id DESC LIMIT 1) AS d
      LEFT JOIN LATERAL (
        SELECT * FROM deployment n WHERE n.service_id = s.id AND n.environment_id = e.id AND n.status IN ('queued', 'in_progress')
          AND n.ordered_at > d.ordered_at ORDER BY n.ordered_at DESC LIMIT 1) AS n ON true
    WHERE s.slug = ${service} AND EXISTS (SELECT 1 FROM deployment x WHERE x.service_id = s.id AND x.environment_id = e.id)
    ORDER BY array_position(ARRAY['development', 'other', 'staging', 'production'], e.kind::text), e.name`);
  return rows.map(({ nextKey, nextVersion, nextStatus, ...row }) => ({
    ...row,
    at: row.at.toISOString(),
    next: nextKey === null || nextStatus === null ? null : { key: nextKey, version: nextVersion, status: nextStatus },
  }));
}

export type TeamFacts = { slug: string; name: string; services: string[] };

/** Teams by name, or the one of a slug, each with the services that belong to it. */
export function readTeams(slug?: string): Promise<TeamFacts[]> {
  const where: Sql = slug === undefined ? empty : sql`WHERE t.slug = ${slug}`;
  return readSql<TeamFacts>(sql`
    SELECT t.slug, t.name, ARRAY(SELECT s.slug FROM service s WHERE s.team_id = t.id ORDER BY s.slug) AS services
    FROM team t ${where} ORDER BY lower(t.name), t.slug LIMIT 1000`);
}
