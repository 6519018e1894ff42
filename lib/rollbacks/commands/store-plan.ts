import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { AdapterPlan } from '@/lib/clusters/adapter';
import type { Target } from '@/lib/clusters/queries/targets';
import { sha256 } from '@/lib/core/ids';
import { command } from '@/lib/server/command';
import { planLifeSeconds } from '../model/run';
import type { ShownPlan } from '../schema';
import { sealPlan } from './secrets';

export type StoredPlan = { id: string; hash: string; expiresAt: Date };

/**
 * What makes two plans the same: the workload, what it runs and what it shall run. Not its number, its replicas or the words of its warnings.
 */
export function planHash(
  { clusterId, ref }: Pick<Target, 'clusterId' | 'ref'>,
  { from, to, noop }: AdapterPlan,
): string {
  const identity = [clusterId, ref.kind, ref.namespace, ref.name, from.key, from.specHash, to.key, to.specHash, noop];
  return sha256(JSON.stringify(identity)).toString('hex');
}

/** Keeps a plan as it is shown, for the quarter of an hour in which it may be carried out. */
export const storePlan = command({
  name: 'rollback.plan',
  permission: 'rollback:run',
  input: z.custom<{ target: Target; plan: AdapterPlan; shown: ShownPlan }>(),
  audit: 'none',
  run: async ({ tx, actor, input: { target, plan, shown }, now }): Promise<StoredPlan> => {
    const id = randomUUID();
    const hash = planHash(target, plan);
    const { serviceId, environmentId, clusterId, ref } = target;
    const expiresAt = new Date(now.getTime() + planLifeSeconds * 1000);
    const actorId = 'id' in actor ? actor.id : null;
    await tx.sql(sql`
      INSERT INTO rollback_plan (id, service_id, environment_id, cluster_id, kind, namespace, name, hash, noop, shown, sealed_plan,
        actor_type, actor_id, created_at, expires_at)
      VALUES (${id}::uuid, ${serviceId}, ${environmentId}, ${clusterId}::uuid, ${ref.kind}::workload_kind, ${ref.namespace ?? ''}, ${ref.name},
        ${hash}, ${plan.noop}, ${JSON.stringify(shown)}::jsonb, ${sealPlan(id, plan)}, ${actor.kind}, ${actorId}, ${now}, ${expiresAt})`);
    return { id, hash, expiresAt };
  },
});
