import type { z } from 'zod';
import type { CommandContext } from '@/lib/server/command';
import { parseInput } from '@/lib/server/problem';
import { chooseTarget } from '../model/choose';
import { choicesOf } from '../model/facts';
import { planBody, type RollbackOffer } from '../schema';
import { planFor, readFacts, targetToPlan } from './plan-rollback';
import { storePlan } from './store-plan';

/**
 * The plan of a page, with every version that could be chosen in its place. Where nothing can be proposed it answers why, so that a person
 * chooses. Throws NotFoundError without a workload, ConflictError `cluster_refused`, ClusterUnreachableError.
 */
export const offerRollback = {
  name: storePlan.name,
  permission: storePlan.permission,
  execute: async (input: z.input<typeof planBody>, context: CommandContext): Promise<RollbackOffer> => {
    const wanted = parseInput(planBody, input);
    const target = await targetToPlan(context.actor, wanted);
    const facts = await readFacts(target);
    const choices = choicesOf(facts);
    const choice = chooseTarget(facts, wanted.to);
    if (!choice.ok) return { plan: null, refusal: choice.message, choices };
    return { plan: await planFor(target, facts, choice, context), refusal: null, choices };
  },
};
