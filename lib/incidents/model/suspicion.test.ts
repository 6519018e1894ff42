import { expect, test } from 'vitest';
import { type Clues, suspicion } from './suspicion';

const clues = (more: Partial<Clues> = {}): Clues => ({
  sameService: true,
  sameEnvironment: true,
  minutesBefore: 2,
  failed: false,
  isHotfix: false,
  changes: 4,
  ...more,
});
const score = (more: Partial<Clues>) => suspicion(clues(more)).score;

test('the deployment of the service itself, two minutes before, is the first to look at', () => {
  expect(score({})).toBeGreaterThan(85);
  expect(score({})).toBeLessThanOrEqual(100);
  expect(score({})).toBeGreaterThan(score({ minutesBefore: 60 }));
  expect(score({ minutesBefore: 60 })).toBeGreaterThan(score({ minutesBefore: 60, sameService: false }));
});

test('one of another service hours before says little', () => {
  expect(score({ sameService: false, minutesBefore: 312 })).toBeLessThan(10);
});

test('all clues together make 100, none of them less than nothing', () => {
  expect(score({ minutesBefore: 0, failed: true, changes: 400 })).toBe(100);
  expect(score({ sameService: false, sameEnvironment: false, minutesBefore: 1e6, changes: 0 })).toBe(0);
});

test('it says why, in words', () => {
  expect(suspicion(clues({ failed: true, changes: 1 })).reasons).toEqual([
    'same service',
    'its pipeline failed',
    '1 change',
  ]);
});
