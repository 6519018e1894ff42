import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { readRunning } from '@/lib/catalog/queries/page-facts';
import { workloadName } from '@/lib/clusters/model/workload-name';
import { findTarget, targetsOfService } from '@/lib/clusters/queries/targets';
import { findRollbackThatWas, findRunningOn, type RunningRollback } from '../queries/beside';
import { listRollbacks } from '../queries/rollbacks';
import type { RollbackListed } from '../schema';

/** The address of the page that plans a rollback. */
export const planHref = (service: string, environment: string) =>
  `/services/${encodeURIComponent(service)}/rollback?environment=${encodeURIComponent(environment)}`;

export type LinkedWorkload = {
  environment: string;
  cluster: string;
  simulated: boolean;
  workload: string;
  running: RunningRollback | null;
  /** null: this person may not plan one. */
  planHref: string | null;
};

export type WorkloadsView = { workloads: LinkedWorkload[]; latest: RollbackListed | null; mayLink: boolean };

/** The workloads of a service, by environment, and its latest rollback. */
export async function loadWorkloadsOf(user: UserActor, service: string): Promise<WorkloadsView> {
  if (!can(user, 'cluster:read') || !can(user, 'rollback:read')) return { workloads: [], latest: null, mayLink: false };
  const [targets, { items }] = await Promise.all([
    targetsOfService(service),
    listRollbacks(user, { service: [service], drill: 'false', limit: 1 }),
  ]);
  const mayPlan = can(user, 'rollback:run');
  const workloads = targets.map(async (target) => ({
    environment: target.environment,
    cluster: target.cluster,
    simulated: target.clusterKind === 'simulated',
    workload: workloadName(target.ref),
    running: await findRunningOn(target),
    planHref: mayPlan ? planHref(service, target.environment) : null,
  }));
  return { workloads: await Promise.all(workloads), latest: items[0] ?? null, mayLink: can(user, 'cluster:operate') };
}

export type DeploymentRollback = {
  /** Where it is taken back; null when it does not run any more, is no workload of ours, or this person may not. */
  planHref: string | null;
  /** The rollback that it was itself. */
  was: string | null;
};

/** What a deployment has to do with rollbacks. */
export async function loadDeploymentRollback(
  user: UserActor,
  { key, service, environment }: { key: number; service: string; environment: string },
): Promise<DeploymentRollback> {
  if (!can(user, 'rollback:read')) return { planHref: null, was: null };
  const [was, target, running] = await Promise.all([
    findRollbackThatWas(key),
    can(user, 'rollback:run') ? findTarget(service, environment) : null,
    readRunning(service),
  ]);
  const runs = running.some((each) => each.environment === environment && each.current?.key === key);
  return { planHref: target && runs ? planHref(service, environment) : null, was };
}
