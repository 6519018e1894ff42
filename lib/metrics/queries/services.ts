import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { serviceListedTo } from '@/lib/catalog/queries/listed';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { excludedOf, failures, fourMetricsOf, overallTier, scoresOf } from '../model/answer';
import { noFacts } from '../model/facts';
import { piecesOf, type Window } from '../model/window';
import type { MetricsQuery, ServiceMetrics } from '../schema';
import { healRollups, leadQueryOf, windowOf } from './dora';
import { readFacts } from './facts';
import { deploymentScope, incidentScope, serviceScope } from './scope';
import type { LeadQuery } from './spans';

export type ServiceReading = { services: ServiceMetrics[]; window: Window };
export type Named = { id: number; service: string; team: string | null; teamId: number | null; isConnected: boolean };

/** The metrics of every service in scope that an actor finds, by name; each from its own records, never divided out of a total. */
export async function readServiceMetrics(
  actor: Actor,
  query: Omit<MetricsQuery, 'granularity'>,
): Promise<ServiceReading> {
  const window = windowOf(query);
  const { scope, read, named } = await readSnapshot(async (db) => {
    const scope = await leadQueryOf(db, query);
    const [read, named] = await Promise.all([
      readFacts(db, scope, piecesOf(window), [window], { each: true }),
      readNames(db, actor, scope),
    ]);
    return { scope, read, named };
  });
  healRollups(scope, read);
  const services = named.map(({ id, service, team, isConnected }): ServiceMetrics => {
    const facts = read.byService.get(id)?.[0] ?? noFacts();
    const metrics = fourMetricsOf(facts, window, isConnected, query);
    return {
      service,
      team,
      overall_tier: overallTier(metrics),
      ...scoresOf(metrics, query.benchmark),
      ...metrics,
      excluded: excludedOf(facts),
    };
  });
  return { services, window };
}

export type FailureRate = { service: string; team: string | null; failed: number; deployments: number };

/** Failed deployments of each service in scope that has any finished one, by name; cheap, because it leaves lead times out. */
export async function readFailureRates(actor: Actor, query: Omit<MetricsQuery, 'granularity'>): Promise<FailureRate[]> {
  const window = windowOf(query);
  const { read, named } = await readSnapshot(async (db) => {
    const scope = await leadQueryOf(db, query);
    const [read, named] = await Promise.all([
      readFacts(db, scope, piecesOf(window), [window], { each: true, withLead: false }),
      readNames(db, actor, scope),
    ]);
    return { read, named };
  });
  return named.flatMap(({ id, service, team }) => {
    const facts = read.byService.get(id)?.[0];
    const rate = facts ? failures(facts.counts, query.definition) : null;
    return rate && rate.deployments > 0 ? [{ service, team, ...rate }] : [];
  });
}

/** The services in scope that an actor finds, by name, and whether anything ever reported for each. */
export function readNames(db: Queryable, actor: Actor, scope: LeadQuery): Promise<Named[]> {
  // Scalar sub-queries with LIMIT 1 probe an index for each service; EXISTS would be hashed from a scan of all deployments.
  return db.sql<Named>(sql`
    SELECT s.id, s.slug AS service, t.slug AS team, t.id AS "teamId", coalesce(
      (SELECT true FROM deployment d WHERE d.service_id = s.id AND ${deploymentScope(scope.environments)} LIMIT 1),
      (SELECT true FROM incident_service l JOIN incident i ON i.id = l.incident_id
        WHERE l.service_id = s.id AND i.kind = 'real' AND ${incidentScope({ ...scope, services: null })} LIMIT 1),
      false) AS "isConnected"
    FROM service s LEFT JOIN team t ON t.id = s.team_id
    WHERE ${serviceListedTo(actor)} ${serviceScope(scope.services, sql`s.id`)} ORDER BY s.slug COLLATE "C"`);
}
