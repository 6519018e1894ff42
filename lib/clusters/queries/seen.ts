import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import type { ContainerImage, WorkloadKind } from '../adapter';

/** A link of a cluster, and what the watcher saw run there last. */
export type SeenTarget = {
  service: string;
  environment: string;
  kind: WorkloadKind;
  namespace: string | null;
  name: string;
  /** Null before the first look that could read it. */
  seen: { images: ContainerImage[]; since: string; at: string; healthySeconds: number } | null;
  /** What the last look could not read; null when it could. */
  lookError: string | null;
};

type Row = Omit<SeenTarget, 'seen'> & {
  images: ContainerImage[] | null;
  since: Date | null;
  at: Date | null;
  healthySeconds: number | null;
};

/** The links of one cluster by service, at most 2,000, with what was last seen of each. */
export async function readSeenTargets(clusterId: string): Promise<SeenTarget[]> {
  const rows = await primarySql<Row>(sql`
    SELECT s.slug AS service, e.name AS environment, t.kind, nullif(t.namespace, '') AS namespace, t.name, t.look_error AS "lookError",
      r.images, r.first_seen_at AS since, r.last_current_at AS at, r.healthy_seconds AS "healthySeconds"
    FROM workload_target t JOIN service s ON s.id = t.service_id JOIN environment e ON e.id = t.environment_id
      LEFT JOIN workload_revision r ON r.cluster_id = t.cluster_id AND r.kind = t.kind AND r.namespace = t.namespace AND r.name = t.name
        AND r.is_current
    WHERE t.cluster_id = ${clusterId}::uuid ORDER BY s.slug, e.name LIMIT 2000`);
  return rows.map(({ images, since, at, healthySeconds, ...target }) => ({
    ...target,
    seen:
      images && since && at
        ? { images, since: since.toISOString(), at: at.toISOString(), healthySeconds: healthySeconds ?? 0 }
        : null,
  }));
}
