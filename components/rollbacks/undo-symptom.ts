import type { MethodFacts, RollbackMethod } from '@/lib/rollbacks/model/method';

/** What people see of a failed deployment; the tree of the handbook begins there (4.2). */
export const symptoms = {
  unknown: 'Not known yet',
  crashing: 'It crashes',
  errors: 'Many errors',
  slow: 'It is slow',
  feature: 'One feature is broken',
  data: 'Data is corrupted',
  security: 'Security is at stake',
} as const;
export type Symptom = keyof typeof symptoms;

export const methodWords: Record<RollbackMethod, { label: string; within: string }> = {
  infrastructure: { label: 'Infrastructure rollback', within: '< 1\u202fmin' },
  flag: { label: 'Turn a flag off', within: '< 10\u202fs' },
  hotfix: { label: 'Hot-fix', within: '15 to 60\u202fmin' },
};

/** The facts that the tree is asked with. No flag is known: Fairlead keeps none yet. */
export function factsOf(
  symptom: Symptom,
  { hasTarget, lastRollback }: Pick<MethodFacts, 'hasTarget' | 'lastRollback'>,
): MethodFacts {
  return {
    isCrashing: symptom === 'crashing',
    hasHighErrorRate: symptom === 'errors',
    isSlow: symptom === 'slow',
    isOneFeature: symptom === 'feature',
    flag: null,
    hasDataCorruption: symptom === 'data',
    isSecurityIssue: symptom === 'security',
    hasTarget,
    lastRollback,
  };
}
