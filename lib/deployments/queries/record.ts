import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { EnvironmentKind } from '@/lib/catalog/schema';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import { countedIncident } from '@/lib/metrics/queries/scope';
import type { Reports } from '../model';
import { readDeploymentRow } from '../queries';
import type { AuthorKind, DeploymentAnswer } from '../schema';

/** A change that a deployment carries, and what became of it in production. */
export type CarriedChange = {
  sha: string;
  title: string | null;
  author: string | null;
  authorKind: AuthorKind;
  url: string | null;
  committedAt: string;
  mergedAt: string | null;
  /** True when it came to production first with this deployment. */
  isFirst: boolean;
  /** Of its arrival in production, whichever deployment brought it; null while it is not there. */
  mergeSeconds: number | null;
  commitSeconds: number | null;
  isBaseline: boolean;
  /** The deployment that brought it to production first. */
  first: { key: number; id: string } | null;
};

/** An incident that names the deployment as its cause or its fix. */
export type NamingIncident = {
  key: string;
  title: string;
  severity: string;
  status: string;
  link: 'caused' | 'fixed';
  /** False for drills, tests and what was declined, merged or cancelled. */
  counts: boolean;
  detectedAt: string;
  resolvedAt: string | null;
};

export type DeploymentRecord = {
  key: number;
  deployment: DeploymentAnswer;
  environmentKind: EnvironmentKind;
  updatedAt: string;
  /** What each status said; null when only one report came. */
  reports: Reports | null;
  changes: CarriedChange[];
  /** Those that the reader may see. */
  incidents: NamingIncident[];
  /** Private ones beside them: whether they count, and as what. */
  hidden: Pick<NamingIncident, 'link' | 'counts'>[];
  /** The deployment that this one says it undoes, when it is known. */
  undoes: OtherDeployment | null;
  /** Deployments that say that they undo this one, oldest first. */
  undoneBy: OtherDeployment[];
};

export type OtherDeployment = { key: number; id: string; version: string | null };

const otherDeployment = sql`jsonb_build_object('key', o.id, 'id', o.external_id, 'version', o.version)`;

/** Everything that this actor may know of one deployment, of one moment; null when there is none. At most 1,000 changes. */
export function readDeploymentRecord(actor: Actor, key: number): Promise<DeploymentRecord | null> {
  return readSnapshot(async (db) => {
    const deployment = await readDeploymentRow(db, key);
    if (!deployment) return null;
    const [rest] = await db.sql<{
      environmentKind: EnvironmentKind;
      updatedAt: Date;
      reports: Reports | null;
      undoes: OtherDeployment | null;
      undoneBy: OtherDeployment[];
    }>(sql`
      SELECT e.kind AS "environmentKind", d.updated_at AS "updatedAt", d.reports,
        (SELECT ${otherDeployment} FROM deployment o WHERE o.source_id = d.source_id AND o.external_id = d.rollback_of) AS undoes,
        coalesce((SELECT jsonb_agg(${otherDeployment} ORDER BY o.ordered_at, o.id) FROM deployment o
          WHERE o.source_id = d.source_id AND o.rollback_of = d.external_id), '[]') AS "undoneBy"
      FROM deployment d JOIN environment e ON e.id = d.environment_id
      WHERE d.id = ${key}`);
    if (!rest) return null;
    return {
      key,
      deployment,
      environmentKind: rest.environmentKind,
      updatedAt: rest.updatedAt.toISOString(),
      reports: rest.reports,
      undoes: rest.undoes,
      undoneBy: rest.undoneBy,
      changes: await readChanges(db, key),
      ...(await readIncidents(db, actor, key)),
    };
  });
}

type ChangeRow = Omit<CarriedChange, 'committedAt' | 'mergedAt' | 'mergeSeconds' | 'commitSeconds' | 'first'> & {
  committedAt: Date;
  mergedAt: Date | null;
  mergeMs: number | null;
  commitMs: number | null;
  firstKey: number | null;
  firstId: string | null;
};

async function readChanges(db: Queryable, key: number): Promise<CarriedChange[]> {
  const rows = await db.sql<ChangeRow>(sql`
    SELECT c.sha, c.title, c.author, c.author_kind AS "authorKind", c.url, c.committed_at AS "committedAt", c.merged_at AS "mergedAt",
      coalesce(a.deployment_id = ${key}, false) AS "isFirst", a.merge_ms AS "mergeMs", a.commit_ms AS "commitMs",
      coalesce(a.is_baseline, false) AS "isBaseline", f.id AS "firstKey", f.external_id AS "firstId"
    FROM deployment_change l JOIN change c ON c.id = l.change_id
      LEFT JOIN arrival a ON a.change_id = c.id AND a.first_in_production
      LEFT JOIN deployment f ON f.id = a.deployment_id
    WHERE l.deployment_id = ${key} ORDER BY c.committed_at, c.sha LIMIT 1000`);
  return rows.map(({ mergeMs, commitMs, firstKey, firstId, committedAt, mergedAt, ...row }) => ({
    ...row,
    committedAt: committedAt.toISOString(),
    mergedAt: mergedAt?.toISOString() ?? null,
    mergeSeconds: mergeMs === null ? null : mergeMs / 1000,
    commitSeconds: commitMs === null ? null : commitMs / 1000,
    first: firstKey === null || firstId === null ? null : { key: firstKey, id: firstId },
  }));
}

async function readIncidents(
  db: Queryable,
  actor: Actor,
  key: number,
): Promise<Pick<DeploymentRecord, 'incidents' | 'hidden'>> {
  type Row = Omit<NamingIncident, 'detectedAt' | 'resolvedAt'> & {
    detectedAt: Date;
    resolvedAt: Date | null;
    shown: boolean;
  };
  const rows = await db.sql<Row>(sql`
    SELECT 'INC-' || i.number AS key, i.title, i.severity, i.status, side.link, (${countedIncident}) AS counts, ${visibleTo(actor)} AS shown,
      i.detected_at AS "detectedAt", i.resolved_at AS "resolvedAt"
    FROM incident i JOIN (VALUES ('caused'), ('fixed')) AS side(link)
      ON (side.link = 'caused' AND i.caused_by_id = ${key}) OR (side.link = 'fixed' AND i.fixed_by_id = ${key})
    WHERE i.caused_by_id = ${key} OR i.fixed_by_id = ${key} ORDER BY i.detected_at, i.id, side.link LIMIT 200`);
  return {
    incidents: rows.flatMap(({ shown, ...row }) =>
      shown
        ? [
            {
              ...row,
              detectedAt: row.detectedAt.toISOString(),
              resolvedAt: row.resolvedAt?.toISOString() ?? null,
            },
          ]
        : [],
    ),
    hidden: rows.flatMap(({ shown, link, counts }) => (shown ? [] : [{ link, counts }])),
  };
}
