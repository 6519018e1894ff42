import sql, { empty, type Sql } from 'sql-template-tag';
import { teamSlugOf } from '@/lib/catalog/model';
import type { Queryable } from '@/lib/db/pool';

/** Which environments a query is about: all of kind production, or the named ones. */
export type EnvironmentScope = { kind: 'production' } | { kind: 'named'; ids: number[] };
export const allProduction: EnvironmentScope = { kind: 'production' };

/** Which records a query is about. `services: null` means all of them, and then incidents without a service as well. */
export type Scope = { services: number[] | null; environments: EnvironmentScope };

/** Key of the roll-ups of a scope; null for a choice of several environments, which is read from the records. */
export function scopeId(scope: EnvironmentScope): number | null {
  if (scope.kind === 'production') return 0;
  return scope.ids.length === 1 ? (scope.ids[0] ?? null) : null;
}

const productionIds = sql`(SELECT id FROM environment WHERE kind = 'production')`;

/** SQL condition on a deployment `d`. */
export function deploymentScope(scope: EnvironmentScope): Sql {
  return scope.kind === 'production'
    ? sql`d.environment_id IN ${productionIds}`
    : sql`d.environment_id = ANY(${scope.ids}::bigint[])`;
}

/** SQL condition on an arrival `a`: it is the change's first within these environments (metrics.md, fine point 1). */
export function arrivalScope(scope: EnvironmentScope): Sql {
  if (scope.kind === 'production') return sql`a.first_in_production`;
  if (scope.ids.length === 1) return sql`a.environment_id = ${scope.ids[0]}`;
  return sql`a.environment_id = ANY(${scope.ids}::bigint[]) AND NOT EXISTS (
    SELECT 1 FROM arrival b JOIN deployment db ON db.id = b.deployment_id JOIN deployment da ON da.id = a.deployment_id
    WHERE b.change_id = a.change_id AND b.environment_id = ANY(${scope.ids}::bigint[])
      AND (b.finished_at, db.external_id, db.id) < (a.finished_at, da.external_id, da.id))`;
}

/** SQL condition that limits `alias.service_id`. */
export function serviceScope(services: number[] | null, column: Sql): Sql {
  return services === null ? empty : sql`AND ${column} = ANY(${services}::bigint[])`;
}

/** SQL condition: the incident `i` counts (metrics.md, "What is counted"). */
export const countedIncident = sql`i.kind = 'real' AND i.status NOT IN ('declined', 'merged', 'cancelled')`;

/** SQL condition on an incident `i`: one of its services and its environment (or none given) are in scope. */
export function incidentScope({ services, environments }: Scope): Sql {
  const inEnvironment =
    environments.kind === 'production'
      ? sql`(i.environment_id IS NULL OR i.environment_id IN ${productionIds})`
      : sql`(i.environment_id IS NULL OR i.environment_id = ANY(${environments.ids}::bigint[]))`;
  if (services === null) return inEnvironment;
  return sql`${inEnvironment} AND EXISTS (
    SELECT 1 FROM incident_service s WHERE s.incident_id = i.id AND s.service_id = ANY(${services}::bigint[]))`;
}

// OFFSET 0 keeps the planner from answering these out of a hash of every incident there ever was: an index probe for each deployment
// that is read costs as much as is asked, whatever the length of the history.
/** SQL expression: a counted incident names deployment `d` as its cause. */
export const isCause = sql`EXISTS (SELECT 1 FROM incident i WHERE i.caused_by_id = d.id AND ${countedIncident} OFFSET 0)`;
/** SQL expression: a counted incident names deployment `d` as its fix. */
export const isFix = sql`EXISTS (SELECT 1 FROM incident i WHERE i.fixed_by_id = d.id AND ${countedIncident} OFFSET 0)`;

/** Names of a query → ids. A name that nothing ever reported under matches nothing. */
export async function resolveScope(
  db: Queryable,
  names: { services: string[]; teams: string[]; environments: string[] },
): Promise<Scope> {
  const services =
    names.services.length === 0 && names.teams.length === 0
      ? null
      : (
          await db.sql<{ id: number }>(sql`
            SELECT s.id FROM service s LEFT JOIN team t ON t.id = s.team_id
            WHERE s.slug = ANY(${names.services}::text[]) OR t.slug = ANY(${names.teams.map(teamSlugOf)}::text[]) ORDER BY s.id`)
        ).map(({ id }) => id);
  if (names.environments.length === 0) return { services, environments: allProduction };
  const rows = await db.sql<{ id: number; kind: string; productionCount: number }>(sql`
    SELECT id, kind, (SELECT count(*) FROM environment WHERE kind = 'production')::int AS "productionCount"
    FROM environment WHERE name = ANY(${names.environments}::text[]) ORDER BY id`);
  const isAllProduction =
    rows.length > 0 && rows.every(({ kind }) => kind === 'production') && rows.length === rows[0]?.productionCount;
  return { services, environments: isAllProduction ? allProduction : { kind: 'named', ids: rows.map(({ id }) => id) } };
}

/** Has anything ever reported for this scope? (metrics.md, fine point 5) */
export async function readConnected(db: Queryable, scope: Scope): Promise<boolean> {
  const [row] = await db.sql<{ connected: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM deployment d WHERE ${deploymentScope(scope.environments)} ${serviceScope(scope.services, sql`d.service_id`)})
      OR EXISTS (SELECT 1 FROM incident i WHERE i.kind = 'real' AND ${incidentScope(scope)}) AS connected`);
  return row?.connected ?? false;
}
