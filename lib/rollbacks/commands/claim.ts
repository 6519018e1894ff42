import sql from 'sql-template-tag';
import type { AdapterPlan, WorkloadRef } from '@/lib/clusters/adapter';
import { primarySql } from '@/lib/db/pool';
import type { RollbackState } from '../schema';
import { limits } from './limits';
import { openPlan } from './secrets';

/** A rollback that this process carries, while its lease lasts. `fence` goes up with each claim: who has an older one writes nothing. */
export type Carried = {
  id: string;
  fence: number;
  state: Extract<RollbackState, 'REQUESTED' | 'APPLIED' | 'OBSERVING'>;
  service: string;
  environment: string;
  clusterId: string;
  ref: WorkloadRef;
  planId: string;
  hash: string;
  plan: AdapterPlan;
  reason: string;
  actorName: string;
  calledAt: Date | null;
  deadlineAt: Date;
  observeToken: string | null;
  isOwned: boolean;
};

type Row = Omit<Carried, 'ref' | 'plan' | 'isOwned'> & {
  kind: WorkloadRef['kind'];
  namespace: string;
  name: string;
  sealedPlan: string;
  shownWarnings: string[];
};

/** Claims up to `most` rollbacks that nobody carries. */
export async function claimRollbacks(most: number): Promise<Carried[]> {
  if (most < 1) return [];
  const rows = await primarySql<Row>(sql`
    WITH free AS (
      SELECT id FROM rollback
      WHERE state IN ('REQUESTED', 'APPLIED', 'OBSERVING') AND (lease_until IS NULL OR lease_until < clock_timestamp())
      ORDER BY requested_at LIMIT ${most} FOR UPDATE SKIP LOCKED),
    r AS (
      UPDATE rollback SET fence = fence + 1, lease_until = clock_timestamp() + make_interval(secs => ${limits.leaseMs / 1000})
      FROM free WHERE rollback.id = free.id RETURNING rollback.*)
    SELECT r.id, r.fence, r.state, s.slug AS service, e.name AS environment, r.cluster_id AS "clusterId", r.kind, r.namespace, r.name,
      r.plan_id AS "planId", p.hash, p.sealed_plan AS "sealedPlan", r.reason, r.actor_name AS "actorName", r.called_at AS "calledAt",
      r.deadline_at AS "deadlineAt", r.observe_token AS "observeToken",
      ARRAY(SELECT jsonb_array_elements_text(p.shown -> 'warnings')) AS "shownWarnings"
    FROM r JOIN rollback_plan p ON p.id = r.plan_id JOIN service s ON s.id = r.service_id JOIN environment e ON e.id = r.environment_id`);
  return rows.map(({ kind, namespace, name, sealedPlan, shownWarnings, ...row }) => ({
    ...row,
    ref: { kind, namespace: namespace || null, name },
    plan: openPlan(row.planId, sealedPlan),
    isOwned: shownWarnings.includes('GITOPS_WILL_REVERT'),
  }));
}

/** Keeps a claim for another while; false when it has gone to somebody else. */
export async function renewClaim({ id, fence }: Pick<Carried, 'id' | 'fence'>): Promise<boolean> {
  const kept = await primarySql(sql`
    UPDATE rollback SET lease_until = clock_timestamp() + make_interval(secs => ${limits.leaseMs / 1000})
    WHERE id = ${id}::uuid AND fence = ${fence} AND state IN ('REQUESTED', 'APPLIED', 'OBSERVING') RETURNING id`);
  return kept.length > 0;
}
