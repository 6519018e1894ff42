import { expect, test } from 'vitest';
import { addWorkingDays, dueAt, usualDueRules } from './due';

test.each([
  ['2026-11-25T14:25:00Z', '2026-12-02T14:25:00Z'], // Wednesday
  ['2026-11-27T23:30:00Z', '2026-12-04T23:30:00Z'], // Friday
  ['2026-11-28T10:00:00Z', '2026-12-04T10:00:00Z'], // Saturday: Monday is the first
])('five working days after %s are over at %s', (from, to) => {
  expect(addWorkingDays(new Date(from), 5)).toEqual(new Date(to));
});

test('SEV1 within a day of detection, SEV2 within five working days, SEV3 when one likes', () => {
  const detected = new Date('2024-01-15T14:25:00Z');
  expect(dueAt(detected, usualDueRules.SEV1)).toEqual(new Date('2024-01-16T14:25:00Z'));
  expect(dueAt(detected, usualDueRules.SEV2)).toEqual(new Date('2024-01-22T14:25:00Z'));
  expect(dueAt(detected, usualDueRules.SEV3)).toBeNull();
});
