import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Target } from '@/lib/clusters/queries/targets';
import { primarySql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';

/** A rollback that holds its workload. */
export type RunningRollback = { id: string; by: string; startedAt: string };

/** The rollback that runs on a workload; null when none does. */
export async function findRunningOn({
  clusterId,
  ref,
}: Pick<Target, 'clusterId' | 'ref'>): Promise<RunningRollback | null> {
  const [row] = await primarySql<{ id: string; by: string; startedAt: Date }>(sql`
    SELECT id, actor_name AS by, requested_at AS "startedAt" FROM rollback
    WHERE cluster_id = ${clusterId}::uuid AND kind = ${ref.kind}::workload_kind AND namespace = ${ref.namespace ?? ''} AND name = ${ref.name}
      AND state IN ('REQUESTED', 'APPLIED', 'OBSERVING')`);
  return row ? { ...row, startedAt: row.startedAt.toISOString() } : null;
}

/** The latest rollback of an incident, for somebody who may see it; null when there is none. */
export async function findLatestOf(actor: Actor, incident: number): Promise<string | null> {
  const [row] = await primarySql<{ id: string }>(sql`
    SELECT r.id FROM rollback r JOIN incident i ON i.id = r.incident_id
    WHERE i.number = ${incident} AND ${visibleTo(actor)} ORDER BY r.requested_at DESC, r.id DESC LIMIT 1`);
  return row?.id ?? null;
}

/** The rollback that a deployment was; null when it was none of ours. */
export async function findRollbackThatWas(deployment: number): Promise<string | null> {
  const [row] = await primarySql<{ id: string }>(sql`SELECT id FROM rollback WHERE deployment_id = ${deployment}`);
  return row?.id ?? null;
}
