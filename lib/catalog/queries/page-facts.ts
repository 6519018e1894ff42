import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readSql } from '@/lib/db/pool';
import type { EnvironmentKind } from '../schema';
import { serviceListedTo } from './listed';

/** What a service has in one production environment. */
export type InProduction = {
  service: string;
  environment: string;
  /** The newest deployment that reached it, also when it was rolled back since. */
  last: { key: number; version: string | null; at: string };
  /** The newest one that was not rolled back: it runs. Null when there is none. */
  running: { key: number; version: string | null; commit: string | null; at: string } | null;
};

type ProductionRow = {
  service: string;
  environment: string;
  key: number;
  version: string | null;
  at: Date;
  runKey: number | null;
  runVersion: string | null;
  runCommit: string | null;
  runAt: Date | null;
};

/** The latest deployments to production of each of these services, newest first; two index probes per production environment. */
export async function readInProduction(services: string[]): Promise<InProduction[]> {
  const newest = sql`d.service_id = s.id AND d.environment_id = e.id AND d.finished_at IS NOT NULL`;
  const rows = await readSql<ProductionRow>(sql`
    SELECT s.slug AS service, e.name AS environment, last.id AS key, last.version, last.finished_at AS at,
      run.id AS "runKey", run.version AS "runVersion", run.commit AS "runCommit", run.finished_at AS "runAt"
    FROM service s JOIN environment e ON e.kind = 'production' CROSS JOIN LATERAL (
        SELECT d.id, d.version, d.finished_at FROM deployment d WHERE ${newest} AND d.status IN ('succeeded', 'rolled_back')
        ORDER BY d.finished_at DESC, d.id DESC LIMIT 1) AS last
      LEFT JOIN LATERAL (
        SELECT d.id, d.version, d.commit, d.finished_at FROM deployment d WHERE ${newest} AND d.status = 'succeeded'
        ORDER BY d.finished_at DESC, d.id DESC LIMIT 1) AS run ON true
    WHERE s.slug = ANY(${services}::text[]) ORDER BY last.finished_at DESC, last.id DESC`);
  return rows.map(({ service, environment, key, version, at, runKey, runAt, runVersion, runCommit }) => ({
    service,
    environment,
    last: { key, version, at: at.toISOString() },
    running:
      runKey === null || runAt === null
        ? null
        : { key: runKey, version: runVersion, commit: runCommit, at: runAt.toISOString() },
  }));
}

/** What runs where: the newest deployment that reached an environment, and one that is on its way. */
export type Running = {
  environment: string;
  kind: EnvironmentKind;
  /** Null while no deployment has succeeded there, or every one was rolled back. */
  current: { key: number; version: string | null; commit: string | null; at: string } | null;
  /** A later deployment to the same environment that is not finished. */
  next: { key: number; version: string | null; status: 'queued' | 'in_progress' } | null;
};

type RunningRow = {
  environment: string;
  kind: EnvironmentKind;
  key: number | null;
  version: string | null;
  commit: string | null;
  at: Date | null;
  nextKey: number | null;
  nextVersion: string | null;
  nextStatus: 'queued' | 'in_progress' | null;
};

/**
 * Environments of a service from development to production. A deployment that was rolled back does not run any more: it is passed
 * over, for what it replaced or what replaced it. What is on its way is looked for among the latest 50.
 */
export async function readRunning(service: string): Promise<Running[]> {
  // Ordered and limited, the first sub-query probes an index for each environment; EXISTS would be hashed from a scan of all deployments.
  const rows = await readSql<RunningRow>(sql`
    SELECT e.name AS environment, e.kind, d.id AS key, d.version, d.commit, d.finished_at AS at,
      n.id AS "nextKey", n.version AS "nextVersion", n.status AS "nextStatus"
    FROM service s JOIN environment e ON (
        SELECT true FROM deployment x WHERE x.service_id = s.id AND x.environment_id = e.id ORDER BY x.finished_at DESC LIMIT 1)
      LEFT JOIN LATERAL (
        SELECT d.id, d.version, d.commit, d.finished_at, d.ordered_at FROM deployment d
        WHERE d.service_id = s.id AND d.environment_id = e.id AND d.status = 'succeeded' AND d.finished_at IS NOT NULL
        ORDER BY d.finished_at DESC, d.id DESC LIMIT 1) AS d ON true
      LEFT JOIN LATERAL (
        SELECT latest.id, latest.version, latest.status FROM (
          SELECT x.* FROM deployment x WHERE x.service_id = s.id ORDER BY x.ordered_at DESC, x.id DESC LIMIT 50) AS latest
        WHERE latest.environment_id = e.id AND latest.status IN ('queued', 'in_progress')
          AND (d.ordered_at IS NULL OR latest.ordered_at > d.ordered_at)
        ORDER BY latest.ordered_at DESC LIMIT 1) AS n ON true
    WHERE s.slug = ${service}
    ORDER BY array_position(ARRAY['development', 'other', 'staging', 'production'], e.kind::text), e.name`);
  return rows.map(({ environment, kind, key, version, commit, at, nextKey, nextVersion, nextStatus }) => ({
    environment,
    kind,
    current: key === null || at === null ? null : { key, version, commit, at: at.toISOString() },
    next: nextKey === null || nextStatus === null ? null : { key: nextKey, version: nextVersion, status: nextStatus },
  }));
}

export type ServiceFacts = { slug: string; team: { slug: string; name: string } | null; repository: string | null };

/** One service with its team; null when the actor finds none of this name. */
export async function readServiceFacts(actor: Actor, slug: string): Promise<ServiceFacts | null> {
  const [row] = await readSql<{
    slug: string;
    repository: string | null;
    team: string | null;
    teamName: string | null;
  }>(
    sql`SELECT s.slug, s.repository, t.slug AS team, t.name AS "teamName"
      FROM service s LEFT JOIN team t ON t.id = s.team_id WHERE s.slug = ${slug} AND ${serviceListedTo(actor)}`,
  );
  if (!row) return null;
  const { team, teamName, repository } = row;
  return {
    slug: row.slug,
    repository,
    team: team === null || teamName === null ? null : { slug: team, name: teamName },
  };
}

export type TeamFacts = { slug: string; name: string; services: string[] };

/** Teams by name, or the one of a slug, each with the services that belong to it. */
export function readTeams(slug?: string): Promise<TeamFacts[]> {
  const where: Sql = slug === undefined ? empty : sql`WHERE t.slug = ${slug}`;
  return readSql<TeamFacts>(sql`
    SELECT t.slug, t.name, ARRAY(SELECT s.slug FROM service s WHERE s.team_id = t.id ORDER BY s.slug) AS services
    FROM team t ${where} ORDER BY lower(t.name), t.slug LIMIT 1000`);
}
