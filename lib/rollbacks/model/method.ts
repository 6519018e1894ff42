/** What is known when somebody asks how to get out of a failed deployment. */
export type MethodFacts = {
  isCrashing: boolean;
  hasHighErrorRate: boolean;
  /** Slower than it was. */
  isSlow: boolean;
  /** One feature is broken, the rest is fine. */
  isOneFeature: boolean;
  /** The key of that feature's flag; null when it has none, or nobody knows it. */
  flag: string | null;
  hasDataCorruption: boolean;
  isSecurityIssue: boolean;
  /** There is a version to go back to. */
  hasTarget: boolean;
  /** What became of a rollback of this deployment; null when there was none. */
  lastRollback: 'succeeded' | 'failed' | null;
};

export const rollbackMethods = ['infrastructure', 'flag', 'hotfix'] as const;
export type RollbackMethod = (typeof rollbackMethods)[number];

/** Seconds within which each method shall work, at the least and below which (handbook §4.1). */
export const methodBudgets: Record<RollbackMethod, { fromSeconds: number; belowSeconds: number }> = {
  infrastructure: { fromSeconds: 0, belowSeconds: 60 },
  flag: { fromSeconds: 0, belowSeconds: 10 },
  hotfix: { fromSeconds: 15 * 60, belowSeconds: 60 * 60 },
};

/** A way out, and why it cannot be taken; null when it can. */
export type MethodOption = { method: RollbackMethod; blockedBy: string | null };

export type MethodAdvice = {
  /** `escalate`: page on-call, people have to step in. `postmortem`: the rollback worked, nothing is left to undo. */
  recommended: RollbackMethod | 'escalate' | 'postmortem';
  /** Why, in a sentence. */
  reason: string;
  /** The other ways, in the order in which to try them; those that cannot be taken come last. */
  others: MethodOption[];
};

/** The handbook's decision tree (§4.2), read from the top; a way that cannot be taken gives way to the next one that can. */
export function chooseMethod(facts: MethodFacts): MethodAdvice {
  const { recommended, reason } = recommend(facts);
  const options = orderOf(facts)
    .filter((method) => method !== recommended)
    .map((method) => ({ method, blockedBy: blockOf(method, facts) }));
  const others = options.toSorted((a, b) => Number(a.blockedBy !== null) - Number(b.blockedBy !== null));
  return { recommended, reason, others };
}

function recommend(facts: MethodFacts): Pick<MethodAdvice, 'recommended' | 'reason'> {
  const { isCrashing, hasHighErrorRate, isSlow, isOneFeature, flag, hasTarget, lastRollback } = facts;
  const isHarmful = facts.hasDataCorruption || facts.isSecurityIssue;
  const harm = facts.hasDataCorruption ? 'Data is being corrupted' : 'Security is at stake';
  if (lastRollback === 'failed') {
    return { recommended: 'escalate', reason: 'The rollback failed: page on-call, people have to step in.' };
  }
  if (lastRollback === 'succeeded') {
    return isHarmful
      ? { recommended: 'hotfix', reason: `${harm}: the rollback stopped it and repaired nothing.` }
      : { recommended: 'postmortem', reason: 'The rollback worked: look for the root cause in a post-mortem.' };
  }
  const symptom = isCrashing
    ? 'The app is crashing'
    : hasHighErrorRate
      ? 'The error rate is high'
      : isSlow && !isOneFeature
        ? 'The app got slower'
        : null;
  if (symptom && hasTarget) {
    return { recommended: 'infrastructure', reason: `${symptom}: an earlier version is the fastest way out.` };
  }
  if (isOneFeature && flag !== null) {
    return { recommended: 'flag', reason: `One feature is broken and the app is fine: turn off ${flag}.` };
  }
  if (isHarmful) return { recommended: 'hotfix', reason: `${harm}: going back is not enough.` };
  if (!hasTarget) return { recommended: 'hotfix', reason: 'There is no earlier version to go back to.' };
  return isOneFeature
    ? { recommended: 'infrastructure', reason: 'One feature is broken, and no flag is known that turns it off.' }
    : { recommended: 'infrastructure', reason: 'The cause is not known: an earlier version is the fastest way out.' };
}

/** The fastest first; one feature's flag only where one feature is what is broken. */
function orderOf({ isOneFeature }: MethodFacts): RollbackMethod[] {
  return isOneFeature ? ['flag', 'infrastructure', 'hotfix'] : ['infrastructure', 'flag', 'hotfix'];
}

function blockOf(method: RollbackMethod, { hasTarget, flag, lastRollback }: MethodFacts): string | null {
  switch (method) {
    case 'infrastructure':
      if (lastRollback === 'succeeded') return 'It was rolled back already.';
      return hasTarget ? null : 'There is no earlier version to go back to.';
    case 'flag':
      return flag === null ? 'No flag is known that turns it off.' : null;
    case 'hotfix':
      return null;
  }
}
