import sql from 'sql-template-tag';
import { currentOf, sameRef } from '@/lib/clusters/model/simulation';
import type { SimulatedState, SimulatedWorkload } from '@/lib/clusters/schema/simulated';
import { primarySql, type Queryable } from '@/lib/db/pool';
import { brokenService, demoRef, nextBadVersion } from '../model/cluster';

/** The demo's service that can be broken on its simulated cluster. */
export type Breakable = {
  sourceId: number;
  ref: SimulatedWorkload['ref'];
  /** It runs a version that crashes, and that was reported. */
  isBroken: boolean;
  /** The version that crashes; or the one to deploy next, while none does. */
  version: string;
};

type Row = {
  sourceId: number;
  namespace: string;
  state: SimulatedState;
  reported: string[];
};

/** What can be broken on this cluster; null when it is not the one that the demo made, or its service is not linked to it any more. */
export async function readBreakable(clusterId: string, db: Queryable = { sql: primarySql }): Promise<Breakable | null> {
  const [row] = await db.sql<Row>(sql`
    SELECT source.id AS "sourceId", t.namespace, c.simulation AS state, coalesce((
        SELECT array_agg(d.version) FROM deployment d
        WHERE d.service_id = s.id AND d.source_id = source.id AND d.version LIKE 'v3.%'), '{}') AS reported
    FROM cluster c JOIN workload_target t ON t.cluster_id = c.id JOIN service s ON s.id = t.service_id AND s.slug = ${brokenService}
      JOIN environment e ON e.id = t.environment_id AND e.name = 'production'
      JOIN source ON source.kind = 'demo'
    WHERE c.id = ${clusterId}::uuid AND c.kind = 'simulated' AND c.removed_at IS NULL AND c.simulation IS NOT NULL LIMIT 1`);
  if (!row) return null;
  const { sourceId, namespace, state, reported } = row;
  const ref = demoRef(namespace, brokenService);
  const workload = state.workloads.find((each) => sameRef(each.ref, ref));
  if (!workload) return null;
  const { key, behaviour } = currentOf(workload);
  const running = key.slice(brokenService.length + 1);
  const isBroken = behaviour.kind === 'crash-loop' && reported.includes(running);
  return { sourceId, ref, isBroken, version: isBroken ? running : nextBadVersion(reported) };
}
