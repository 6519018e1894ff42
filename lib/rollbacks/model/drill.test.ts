import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type DrillRecord, type DrillStep, drillDue, drillSteps, judgeDrill, stepBudgets } from './drill';
import { runBudgets } from './run';

const start = Date.UTC(2026, 2, 2, 10);
const day = 86_400_000;
const on = (days: number) => new Date(start + days * day);

describe('the next drill is due', () => {
  it.each([
    [[], 76.9, 'later', 91],
    [[], 77, 'soon', 91],
    [[], 91, 'soon', 91],
    [[], 91.001, 'overdue', 91],
    [[30], 121, 'soon', 121],
    [[30, 10, 30], 121.5, 'overdue', 121],
  ] as const)('passed on days %j, on day %s: %s, on day %s', (passed, today, state, dueDay) => {
    const due = drillDue({ passedAt: passed.map(on), since: on(0) }, on(today));
    expect(due).toMatchObject({ state, dueAt: on(dueDay) });
    expect(due.lastPassedAt === null).toBe(passed.length === 0);
  });

  it('on the day that the team chose', () => {
    expect(drillDue({ passedAt: [on(5)], since: on(0) }, on(36), 30).state).toBe('overdue');
  });

  it('after the same last pass, told in whatever order and however often', () => {
    const days = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 600 }), (passed, today) => {
        const told = (each: number[]) => drillDue({ passedAt: each.map(on), since: on(0) }, on(today));
        expect(told([...passed, ...passed].toReversed())).toEqual(told(passed));
        // One more pass never makes it due earlier.
        const more = told([...passed, 200]);
        expect(more.dueAt.getTime()).toBeGreaterThanOrEqual(passed.length > 0 ? told(passed).dueAt.getTime() : 0);
      }),
    );
  });
});

type Span = { step: DrillStep; seconds: number; isManual?: boolean };

/** Steps one after the other. */
function drill(spans: Span[], more: Partial<DrillRecord> = {}): DrillRecord {
  let clock = start;
  const steps = spans.map(({ step, seconds, isManual = false }) => {
    const startedAt = new Date(clock);
    clock += seconds * 1000;
    return { step, startedAt, endedAt: new Date(clock), isManual };
  });
  return { steps, isVerified: true, oldVersionShare: 1, ...more };
}
const good: Span[] = [
  { step: 'deploy', seconds: 600 },
  { step: 'trigger', seconds: 40, isManual: true },
  { step: 'apply', seconds: 2 },
  { step: 'verify', seconds: 46 },
  { step: 'traffic', seconds: 5 },
];
const withSeconds = (step: DrillStep, seconds: number) =>
  good.map((each) => (each.step === step ? { ...each, seconds } : each));

test('the budgets of the steps are the five minutes', () => {
  const sum = Object.values(stepBudgets).reduce<number>((all, each) => all + (each ?? 0), 0);
  expect(sum).toBe(runBudgets.drill);
});

test('verified, all traffic back, 93 s from the trigger on: passed, with nothing to improve', () => {
  expect(judgeDrill(drill(good))).toEqual({ passed: true, rollbackSeconds: 93, slow: [], manual: [], findings: [] });
});

test.each([
  [299.999, true],
  [300, false],
  [900, false],
])('%s s from the trigger to the end: passed %s', (seconds, passed) => {
  const verdict = judgeDrill(drill(withSeconds('verify', seconds - 47)));
  expect(verdict).toMatchObject({ passed, slow: ['verify'] });
  expect(verdict.findings.some((each) => each.startsWith('The rollback took'))).toBe(!passed);
});

test('slow and manual steps are named, also of a drill that passed', () => {
  const spans = withSeconds('apply', 45).map((each) => (each.step === 'traffic' ? { ...each, isManual: true } : each));
  const verdict = judgeDrill(drill(spans));
  expect(verdict).toMatchObject({ passed: true, slow: ['apply'], manual: ['traffic'] });
  expect(verdict.findings.map((each) => each.replaceAll('\u202f', ' '))).toEqual([
    'Having the cluster take it took 45 s, more than 30 s.',
    'Moving all traffic back took a person.',
  ]);
});

test('a step that was tried twice counts with both tries', () => {
  const spans = good.flatMap((each) =>
    each.step === 'apply'
      ? [
          { ...each, seconds: 20 },
          { ...each, seconds: 11 },
        ]
      : [each],
  );
  expect(judgeDrill(drill(spans)).slow).toEqual(['apply']);
});

test.each<[string, Partial<DrillRecord>]>([
  ['not verified', { isVerified: false }],
  ['one request in a thousand on the bad version', { oldVersionShare: 0.999 }],
  ['traffic not measured', { oldVersionShare: null }],
])('%s: not passed, and the reason is a finding', (_name, more) => {
  const verdict = judgeDrill(drill(good, more));
  expect(verdict.passed).toBe(false);
  expect(verdict.findings).toHaveLength(1);
});

test.each(drillSteps)('without the end of %s it is not passed', (missing) => {
  const { steps, ...rest } = drill(good);
  const open = steps.map((each) => (each.step === missing ? { ...each, endedAt: null } : each));
  // The pipeline that deployed the broken version is no part of the rollback.
  expect(judgeDrill({ ...rest, steps: open }).rollbackSeconds).toBe(missing === 'deploy' ? 93 : null);
  // A try that never ended, one that was made again, and a step that nobody took.
  for (const kept of [open, [...open, ...steps], steps.filter(({ step }) => step !== missing)]) {
    expect(judgeDrill({ ...rest, steps: kept }).passed).toBe(false);
    expect(judgeDrill({ ...rest, steps: kept }).findings).not.toEqual([]);
  }
});

test('the order in which steps were written down does not matter', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        good.map((_, index) => index),
        { minLength: 5 },
      ),
      (order) => {
        const record = drill(good);
        const steps = order.flatMap((index) => record.steps[index] ?? []);
        expect(judgeDrill({ ...record, steps })).toEqual(judgeDrill(record));
      },
    ),
  );
});
