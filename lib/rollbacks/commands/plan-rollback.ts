import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { inCluster, openCluster } from '@/lib/clusters/commands/open-cluster';
import { workloadName } from '@/lib/clusters/model/workload-name';
import { readRevisions, readStoredSpecs } from '@/lib/clusters/queries/revisions';
import { findTarget, type Target } from '@/lib/clusters/queries/targets';
import { ConflictError, ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import type { CommandContext } from '@/lib/server/command';
import { parseInput } from '@/lib/server/problem';
import { type ChosenTarget, chooseTarget, knowledgeOf } from '../model/choose';
import { factsOf, type RevisionFacts, sideOf } from '../model/facts';
import { readReported } from '../queries/known';
import { medianSeconds } from '../queries/rollbacks';
import { type PlanAnswer, planBody, type ShownPlan } from '../schema';
import { storePlan } from './store-plan';

const readLimitMs = 20_000;

type PlanInput = z.output<typeof planBody>;

/** The revisions of a workload, newest first, with what our records say of each. */
export async function readFacts(target: Target, signal = AbortSignal.timeout(readLimitMs)): Promise<RevisionFacts[]> {
  const { clusterId, ref, serviceId, environmentId } = target;
  const [adapter, stored, records, reported] = await Promise.all([
    openCluster(clusterId),
    readStoredSpecs(clusterId, ref),
    readRevisions(clusterId, ref),
    readReported(serviceId, environmentId),
  ]);
  return factsOf(await inCluster(adapter.history(ref, stored, signal)), records, reported, now());
}

/** The workload that is to be taken back; who may not plan does not make us read its cluster. */
export async function targetToPlan(
  actor: Actor,
  { service, environment }: Pick<PlanInput, 'service' | 'environment'>,
): Promise<Target> {
  if (!can(actor, storePlan.permission)) throw new ForbiddenError('This needs the permission "rollback:run".');
  const target = await findTarget(service, environment);
  if (!target) throw new NotFoundError(`A workload of ${service} in ${environment}`);
  return target;
}

/** Works out a change to what was chosen, and keeps it as it is shown. */
export async function planFor(
  target: Target,
  facts: RevisionFacts[],
  choice: ChosenTarget,
  context: CommandContext,
): Promise<PlanAnswer> {
  const [from, to] = [facts.find(({ current }) => current), facts.find(({ key }) => key === choice.key)];
  if (!from || !to) throw new ConflictError('no_previous', 'The cluster does not say what runs now.');
  const [adapter, stored, expected] = await Promise.all([
    openCluster(target.clusterId),
    readStoredSpecs(target.clusterId, target.ref),
    medianSeconds(target.serviceId, target.environmentId),
  ]);
  const plan = await inCluster(adapter.planRollback(target.ref, choice.key, stored, AbortSignal.timeout(readLimitMs)));
  const ours = choice.warnings.map((code) => ({ code, detail: choice.why }));
  const warnings = [...ours, ...plan.warnings];
  const shown: ShownPlan = {
    from: sideOf(from, knowledgeOf(from)),
    to: sideOf(to, choice.known),
    noop: plan.noop,
    warnings: [...new Set(warnings.map(({ code }) => code))],
    warning_details: warnings,
    steps: plan.steps,
    changes: plan.changes,
    expected_seconds: expected,
    needs_confirmation: choice.needsTypedConfirmation,
    simulated: target.clusterKind === 'simulated',
  };
  const { id, hash, expiresAt } = await storePlan.execute({ target, plan, shown }, context);
  const { ref } = target;
  return {
    ...shown,
    plan_id: id,
    hash,
    service: target.service,
    environment: target.environment,
    cluster: target.cluster,
    workload: workloadName(ref),
    expires_at: expiresAt.toISOString(),
  };
}

/**
 * Works out a rollback and keeps it as it is shown; nothing is written at the cluster. Throws NotFoundError when the service has no workload
 * there, ConflictError `no_previous` or `cluster_refused`, ClusterUnreachableError.
 */
export const planRollback = {
  name: storePlan.name,
  permission: storePlan.permission,
  execute: async (input: z.input<typeof planBody>, context: CommandContext): Promise<PlanAnswer> => {
    const wanted = parseInput(planBody, input);
    const target = await targetToPlan(context.actor, wanted);
    const facts = await readFacts(target);
    const choice = chooseTarget(facts, wanted.to);
    if (!choice.ok) throw new ConflictError(choice.code, choice.message);
    return planFor(target, facts, choice, context);
  },
};
