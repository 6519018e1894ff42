import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseMethod, type MethodFacts, methodBudgets, rollbackMethods } from './method';

const facts = (more: Partial<MethodFacts> = {}): MethodFacts => ({
  isCrashing: false,
  hasHighErrorRate: false,
  isSlow: false,
  isOneFeature: false,
  flag: null,
  hasDataCorruption: false,
  isSecurityIssue: false,
  hasTarget: true,
  lastRollback: null,
  ...more,
});
const feature = { isOneFeature: true, flag: 'new-checkout' };

test.each<[string, Partial<MethodFacts>, string]>([
  ['crashing', { isCrashing: true }, 'infrastructure'],
  ['high error rate', { hasHighErrorRate: true }, 'infrastructure'],
  ['slower', { isSlow: true }, 'infrastructure'],
  ['one feature, its flag known', feature, 'flag'],
  ['one slow feature', { ...feature, isSlow: true }, 'flag'],
  ['one feature, no flag', { isOneFeature: true }, 'infrastructure'],
  ['data corruption', { hasDataCorruption: true }, 'hotfix'],
  ['security', { isSecurityIssue: true }, 'hotfix'],
  // The tree is read from the top.
  ['crashing, and one feature', { isCrashing: true, ...feature }, 'infrastructure'],
  ['crashing, and data corruption', { isCrashing: true, hasDataCorruption: true }, 'infrastructure'],
  ['one feature corrupts data', { ...feature, hasDataCorruption: true }, 'flag'],
  // What cannot be done is not recommended.
  ['crashing with a flag, nothing to go back to', { isCrashing: true, hasTarget: false, ...feature }, 'flag'],
  ['crashing, nothing to go back to', { isCrashing: true, hasTarget: false }, 'hotfix'],
  ['nothing is known', {}, 'infrastructure'],
  ['nothing is known, nothing to go back to', { hasTarget: false }, 'hotfix'],
  ['the rollback failed', { isCrashing: true, lastRollback: 'failed' }, 'escalate'],
  ['the rollback failed, one feature', { ...feature, lastRollback: 'failed' }, 'escalate'],
  ['the rollback worked', { isCrashing: true, lastRollback: 'succeeded' }, 'postmortem'],
  ['the rollback worked, the data is wrong', { hasDataCorruption: true, lastRollback: 'succeeded' }, 'hotfix'],
])('%s', (_name, more, recommended) => {
  expect(chooseMethod(facts(more)).recommended).toBe(recommended);
});

test('while a hot-fix is made, flag and rollback stay on offer to stop the damage', () => {
  const { recommended, others } = chooseMethod(facts({ hasDataCorruption: true, flag: 'new-ledger' }));
  expect(recommended).toBe('hotfix');
  expect(others).toEqual([
    { method: 'infrastructure', blockedBy: null },
    { method: 'flag', blockedBy: null },
  ]);
});

test('what was rolled back is not offered to be rolled back again', () => {
  const { others } = chooseMethod(facts({ hasDataCorruption: true, lastRollback: 'succeeded', flag: 'new-ledger' }));
  expect(others).toEqual([
    { method: 'flag', blockedBy: null },
    { method: 'infrastructure', blockedBy: 'It was rolled back already.' },
  ]);
});

test('the budgets are the handbook’s', () => {
  expect(methodBudgets).toEqual({
    infrastructure: { fromSeconds: 0, belowSeconds: 60 },
    flag: { fromSeconds: 0, belowSeconds: 10 },
    hotfix: { fromSeconds: 900, belowSeconds: 3600 },
  });
});

test('whatever is known: the advice can be followed, gives a reason, and names each way once', () => {
  const anything = fc.record({
    isCrashing: fc.boolean(),
    hasHighErrorRate: fc.boolean(),
    isSlow: fc.boolean(),
    isOneFeature: fc.boolean(),
    flag: fc.constantFrom(null, 'new-checkout'),
    hasDataCorruption: fc.boolean(),
    isSecurityIssue: fc.boolean(),
    hasTarget: fc.boolean(),
    lastRollback: fc.constantFrom(null, 'succeeded' as const, 'failed' as const),
  });
  fc.assert(
    fc.property(anything, (known) => {
      const { recommended, reason, others } = chooseMethod(known);
      expect(reason).toMatch(/^[A-Z].*\.$/);
      if (recommended === 'infrastructure') expect(known.hasTarget && known.lastRollback === null).toBe(true);
      if (recommended === 'flag') expect(known.flag).not.toBeNull();
      const named = [...others.map(({ method }) => method), recommended].filter(
        (each) => each !== 'escalate' && each !== 'postmortem',
      );
      expect(named.toSorted()).toEqual([...rollbackMethods].toSorted());
      const blocked = others.map(({ blockedBy }) => blockedBy !== null);
      expect(blocked).toEqual(blocked.toSorted());
    }),
    { numRuns: 1_000 },
  );
});
