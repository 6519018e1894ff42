import sql from 'sql-template-tag';
import type { EnvironmentKind } from '@/lib/catalog/schema';
import { readSnapshot } from '@/lib/db/pool';
import type { DeploymentStatus } from '@/lib/deployments/schema';

/** A deployment that an incident names, once it is known. */
export type LinkedDeployment = {
  link: 'caused' | 'fixed';
  key: number;
  id: string;
  service: string;
  environment: string;
  environmentKind: EnvironmentKind;
  version: string | null;
  status: DeploymentStatus;
  isRollback: boolean;
  startedAt: string | null;
  finishedAt: string | null;
};

/**
 * What an incident points to: the kind of its environment, the deployments that caused and fixed it, where they are known, and how
 * many have the id that is named; where more than one has and none is linked, it is not clear which is meant.
 */
export type IncidentContext = {
  environmentKind: EnvironmentKind | null;
  /** The person who declared it; null when a machine did. */
  declaredBy: string | null;
  linked: LinkedDeployment[];
  causeCandidates: number;
  fixCandidates: number;
};

type Head = Omit<IncidentContext, 'linked'>;

type Row = Omit<LinkedDeployment, 'startedAt' | 'finishedAt'> & { startedAt: Date | null; finishedAt: Date | null };

/** What the incident INC-`number` points to; deployments still to come are not among it. */
export function readIncidentContext(number: number): Promise<IncidentContext> {
  return readSnapshot(async (db) => {
    const [head] = await db.sql<Head>(sql`
      SELECT e.kind AS "environmentKind", i.declared_by_id AS "declaredBy",
        (SELECT count(*)::int FROM deployment WHERE external_id = i.caused_by_ref) AS "causeCandidates",
        (SELECT count(*)::int FROM deployment WHERE external_id = i.fixed_by_ref) AS "fixCandidates"
      FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.number = ${number}`);
    const rows = await db.sql<Row>(sql`
      SELECT side.link, d.id AS key, d.external_id AS id, s.slug AS service, e.name AS environment, e.kind AS "environmentKind", d.version,
        d.status, d.is_rollback AS "isRollback", d.started_at AS "startedAt", d.finished_at AS "finishedAt"
      FROM incident i JOIN (VALUES ('caused'), ('fixed')) AS side(link) ON true
        JOIN deployment d ON d.id = CASE side.link WHEN 'caused' THEN i.caused_by_id ELSE i.fixed_by_id END
        JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
      WHERE i.number = ${number} ORDER BY side.link`);
    return {
      ...(head ?? { environmentKind: null, declaredBy: null, causeCandidates: 0, fixCandidates: 0 }),
      linked: rows.map((row) => ({
        ...row,
        startedAt: row.startedAt?.toISOString() ?? null,
        finishedAt: row.finishedAt?.toISOString() ?? null,
      })),
    };
  });
}
