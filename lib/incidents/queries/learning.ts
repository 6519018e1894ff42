import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { serviceListedTo } from '@/lib/catalog/queries/listed';
import { readSql } from '@/lib/db/pool';
import type { Window } from '@/lib/metrics/model/window';
import { countedIncident } from '@/lib/metrics/queries/scope';
import type { LearningFact } from '../model/learning';
import type { LearningQuery } from '../schema/learning';
import { visibleTo } from './visible';

/** What is read of one window at most; a page that would need more says so instead of showing a part as the whole. */
export const mostFacts = 20_000;

type Scope = Pick<LearningQuery, 'service' | 'severity'>;

/** Detected within the window, in scope. Private ones are among them: aggregates include them, lists do not (incidents.md §13). */
function within({ from, to }: Window, { service, severity }: Scope): Sql {
  return sql`i.detected_at >= ${from} AND i.detected_at < ${to}
    ${severity ? sql`AND i.severity = ANY(${severity}::severity[])` : empty}
    ${
      service
        ? sql`AND i.id IN (
      SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id WHERE s.slug = ANY(${service}::text[]))`
        : empty
    }`;
}

/**
 * The moments of every incident of a window, those that do not count too. The first mitigation of one that was re-opened counts; of one that
 * was re-opened before that was kept, it is looked up in its log; * resolving without a word on mitigation mitigates (incidents.md §4).
 */
export function readLearningFacts(window: Window, scope: Scope): Promise<LearningFact[]> {
  return readSql<LearningFact>(sql`
    SELECT i.kind, i.status, i.severity, i.started_at AS "startedAt", i.detected_at AS "detectedAt",
      i.acknowledged_at AS "acknowledgedAt", i.resolved_at AS "resolvedAt", i.occurrence > 1 AS "isReopened",
      least(coalesce(i.first_mitigated_at, CASE WHEN i.occurrence > 1 THEN (
        SELECT min(v.occurred_at) FROM incident_event v WHERE v.incident_id = i.id AND v.kind = 'status_changed'
          AND v.payload ->> 'to' IN ('mitigated', 'resolved')) END), coalesce(i.mitigated_at, i.resolved_at)) AS "mitigatedAt",
      EXISTS (SELECT 1 FROM incident_event v WHERE v.incident_id = i.id AND v.seq = 1
        AND (v.payload ->> 'backfilled')::boolean) AS "isBackfilled"
    FROM incident i WHERE ${within(window, scope)} LIMIT ${mostFacts + 1}`);
}

export type ServiceCause = {
  service: string;
  incidents: number;
  severe: number;
  caused: number;
  restoreSeconds: number;
};

/** The services, of those that an actor finds, that the most incidents were about, with the total time to restore of those that are resolved. */
export function readServiceCauses(actor: Actor, window: Window, scope: Scope, limit: number): Promise<ServiceCause[]> {
  return readSql<ServiceCause>(sql`
    SELECT s.slug AS service, count(*)::int AS incidents, count(*) FILTER (WHERE i.severity <> 'SEV3')::int AS severe,
      count(*) FILTER (WHERE i.caused_by_id IS NOT NULL)::int AS caused,
      coalesce(sum(extract(epoch FROM i.resolved_at - i.detected_at)) FILTER (WHERE i.resolved_at >= i.detected_at), 0)::float8
        AS "restoreSeconds"
    FROM incident i JOIN incident_service y ON y.incident_id = i.id JOIN service s ON s.id = y.service_id
    WHERE ${within(window, scope)} AND ${countedIncident} AND ${serviceListedTo(actor)} ${scope.service ? sql`AND s.slug = ANY(${scope.service}::text[])` : empty}
    GROUP BY s.slug ORDER BY incidents DESC, severe DESC, s.slug LIMIT ${limit}`);
}

export type DeploymentCause = { key: number; id: string; service: string; version: string | null; incidents: string[] };

/** Deployments that caused more than one of the incidents that this reader may see, most first. */
export function readDeploymentCauses(
  actor: Actor,
  window: Window,
  scope: Scope,
  limit: number,
): Promise<DeploymentCause[]> {
  return readSql<DeploymentCause>(sql`
    SELECT d.id AS key, d.external_id AS id, s.slug AS service, d.version,
      array_agg('INC-' || i.number ORDER BY i.detected_at) AS incidents
    FROM incident i JOIN deployment d ON d.id = i.caused_by_id JOIN service s ON s.id = d.service_id
    WHERE ${within(window, scope)} AND ${countedIncident} AND ${visibleTo(actor)}
    GROUP BY d.id, s.slug HAVING count(*) > 1 ORDER BY count(*) DESC, max(i.detected_at) DESC LIMIT ${limit}`);
}

export type CauseCounts = { caused: number; named: number; total: number };

/** Of the incidents that count: whose cause is a known deployment, and whose cause is named but not known. */
export async function countCauses(window: Window, scope: Scope): Promise<CauseCounts> {
  const [row] = await readSql<CauseCounts>(sql`
    SELECT count(*) FILTER (WHERE i.caused_by_id IS NOT NULL)::int AS caused,
      count(*) FILTER (WHERE i.caused_by_id IS NULL AND i.caused_by_ref IS NOT NULL)::int AS named, count(*)::int AS total
    FROM incident i WHERE ${within(window, scope)} AND ${countedIncident}`);
  return row ?? { caused: 0, named: 0, total: 0 };
}

export type TargetCount = {
  code: string;
  met: number;
  missed: number;
  pending: number;
  waived: number;
  notApplicable: number;
};

/** How the response targets of the incidents that count came out, by code; each set of a re-opened one counts. */
export function countTargets(window: Window, scope: Scope): Promise<TargetCount[]> {
  const having = (state: string) => sql`count(*) FILTER (WHERE t.state = ${state}::target_state)::int`;
  return readSql<TargetCount>(sql`
    SELECT t.code, ${having('met')} AS met, ${having('missed')} AS missed, ${having('pending')} AS pending,
      ${having('waived')} AS waived, ${having('not_applicable')} AS "notApplicable"
    FROM incident i JOIN incident_target t ON t.incident_id = i.id
    WHERE ${within(window, scope)} AND ${countedIncident} GROUP BY t.code ORDER BY min(t.after_minutes), t.code`);
}
