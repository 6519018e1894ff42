import { describe, expect, test } from 'vitest';
import type { DefinitionId } from '@/lib/metrics/schema';
import { type CountingFacts, leadSecondsOf, verdictsOf, whyNoLead } from './verdict';

const production: CountingFacts = {
  status: 'succeeded',
  environment: 'production',
  environmentKind: 'production',
  isRollback: false,
  isHotfix: false,
  caused: [],
  fixed: [],
  changes: [],
};
const arrived = { isFirst: true, isBaseline: false, mergeSeconds: 3600, commitSeconds: 7200 };

/** '+' counts, '!' counts and is what the metric is about, '-' does not: frequency, lead time, failure rate, rework. */
function marksOf(facts: CountingFacts, definition: DefinitionId): string {
  return verdictsOf(facts, definition)
    .map(({ counts, marked }) => (!counts ? '-' : marked ? '!' : '+'))
    .join('');
}

// metrics.md, "What is counted" and "The definitions on offer", line by line.
test.each<[rule: string, more: Partial<CountingFacts>, handbook: string, dora: string]>([
  ['one that succeeded reached production', {}, '!-++', '!-++'],
  ['a failed one may never have: finished, but not reached', { status: 'failed' }, '--!-', '----'],
  ['a rolled-back one served traffic, and failed', { status: 'rolled_back' }, '!-!+', '!-!+'],
  ['a queued one counts nowhere', { status: 'queued' }, '----', '----'],
  ['one in progress counts nowhere', { status: 'in_progress' }, '----', '----'],
  ['a cancelled one counts nowhere', { status: 'cancelled' }, '----', '----'],
  ['staging is no production', { environment: 'staging', environmentKind: 'staging' }, '----', '----'],
  ['development is no production', { environmentKind: 'development' }, '----', '----'],
  ['an environment of another kind is no production', { environmentKind: 'other' }, '----', '----'],
  ['one that caused an incident failed', { caused: ['INC-1'] }, '!-!+', '!-!+'],
  ['three incidents are one failed deployment', { caused: ['INC-1', 'INC-2', 'INC-3'] }, '!-!+', '!-!+'],
  ['a failed one that caused an incident', { status: 'failed', caused: ['INC-1'] }, '--!-', '----'],
  ['a rollback is rework', { isRollback: true }, '!-+!', '!-+!'],
  ['a hot-fix is rework', { isHotfix: true }, '!-+!', '!-+!'],
  ['a fix of an incident is rework', { fixed: ['INC-1'] }, '!-+!', '!-+!'],
  ['a failed hot-fix is no rework', { status: 'failed', isHotfix: true }, '--!-', '----'],
  ['its change counts', { changes: [arrived] }, '!!++', '!!++'],
  ['a failed one brings no change', { status: 'failed', changes: [arrived] }, '--!-', '----'],
  ['a change that was there before adds nothing', { changes: [{ ...arrived, isFirst: false }] }, '!-++', '!-++'],
  ['the baseline is left out', { changes: [{ ...arrived, isBaseline: true }] }, '!-++', '!-++'],
  [
    'a negative lead time is left out, by the clock of its definition',
    { changes: [{ ...arrived, mergeSeconds: -1 }] },
    '!-++',
    '!!++',
  ],
  ['a lead time of zero counts', { changes: [{ ...arrived, mergeSeconds: 0, commitSeconds: 0 }] }, '!!++', '!!++'],
])('%s', (_rule, more, handbook, dora) => {
  const facts = { ...production, ...more };
  expect(marksOf(facts, 'handbook')).toBe(handbook);
  expect(marksOf(facts, 'dora')).toBe(dora);
});

describe('lead time of one change', () => {
  test('starts at the merge by the handbook, at the commit by DORA', () => {
    expect(leadSecondsOf(arrived, 'handbook')).toBe(3600);
    expect(leadSecondsOf(arrived, 'dora')).toBe(7200);
  });

  test.each<[why: string | null, change: Partial<typeof arrived>, facts: Partial<CountingFacts>]>([
    [null, {}, {}],
    ['it was in production before', { isFirst: false }, {}],
    ['it came with the first deployment ever seen here', { isBaseline: true }, {}],
    ['two clocks disagree: the span is negative', { mergeSeconds: -60 }, {}],
    ['it failed before it reached production', {}, { status: 'failed' }],
    // Its first deployment came later, which must not read as "before".
    ['it failed before it reached production', { isFirst: false }, { status: 'failed' }],
    [
      'staging is not a production environment',
      { isFirst: false },
      { environment: 'staging', environmentKind: 'staging' },
    ],
  ])('left out because %s', (why, change, facts) => {
    expect(whyNoLead({ ...arrived, ...change }, { ...production, ...facts }, 'handbook')).toBe(why);
  });

  test('a reason is given exactly when nothing is added', () => {
    for (const definition of ['handbook', 'dora'] as const)
      for (const isFirst of [true, false])
        for (const isBaseline of [true, false])
          for (const seconds of [-1, 0, 1]) {
            const change = { isFirst, isBaseline, mergeSeconds: seconds, commitSeconds: seconds };
            const adds = leadSecondsOf(change, definition) !== null;
            expect(whyNoLead(change, production, definition) === null).toBe(adds);
          }
  });
});

test('the words say what it counts as, and name the incidents', () => {
  const [, , failure, rework] = verdictsOf({ ...production, caused: ['INC-7', 'INC-9'], fixed: ['INC-3'] }, 'handbook');
  expect(failure).toMatchObject({ as: 'failed', text: 'it caused INC-7, INC-9' });
  expect(rework).toMatchObject({ as: 'rework', text: 'it fixed INC-3' });
});
