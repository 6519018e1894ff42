import { expect, test } from 'vitest';
import { findBlame } from './blameless';

test.each([
  ['QA should have caught this: the test ran 10 min', 'QA should have caught', 'Nothing in place caught'],
  ['We shouldn’t have deployed on Friday', 'We shouldn’t have deployed', 'It was possible to have deployed'],
  ['The limit should have been known', 'limit should have been known', 'nothing made sure that it was known'],
  ['Ben failed to check the dashboard', 'Ben failed to check', 'It was possible not to check'],
  ['The job failed to start', 'failed to start', 'did not start'],
  ['Then the engineer broke the config', 'the engineer broke', 'the change broke'],
  ['It was human error', 'human error', 'a step that was easy to get wrong'],
  ['A careless merge', 'careless', 'unchecked'],
])('%s', (text, phrase, rewrite) => {
  expect(findBlame(text, ['Ben'])).toMatchObject([{ phrase, rewrite }]);
});

test.each([
  'The connection leak caused 503 on every login',
  'The deploy broke the schema',
  'Load test didn’t catch this (ran for 10 min, leak appeared after 15 min)',
  'Every deploy should have a canary phase',
  'All deploys must have canary phase (1% for 15 min)',
])('says nothing of: %s', (text) => {
  expect(findBlame(text, ['Ben'])).toEqual([]);
});

test('positions are those of the phrase, in order, without overlap', () => {
  const text = 'Obviously she forgot to look. He should have been told; they were to blame.';
  const hints = findBlame(text);
  expect(hints.map(({ from, to }) => text.slice(from, to))).toEqual(hints.map(({ phrase }) => phrase));
  expect(hints.map(({ phrase }) => phrase)).toEqual([
    'Obviously',
    'she forgot',
    'He should have been told',
    'were to blame',
  ]);
});

test('a name with signs in it is a name, not a pattern', () => {
  expect(findBlame('a.b (c broke it', ['a.b (c'])).toHaveLength(1);
  expect(findBlame('axb (c broke it', ['a.b (c'])).toHaveLength(0);
});
