import { expect, test } from 'vitest';
import { daysUntil, dueStateOf, isOverdue, missingForPublishing, termOf } from './model';
import type { ActionStatus } from './schema';

const today = '2026-03-10';

test.each([
  ['2026-03-09', 'open', 'overdue'],
  ['2026-03-09', 'in_progress', 'overdue'],
  // The due day itself is in time.
  ['2026-03-10', 'open', 'soon'],
  ['2026-03-17', 'open', 'soon'],
  ['2026-03-18', 'open', 'later'],
  [null, 'open', 'later'],
] as [string | null, ActionStatus, string][])('due %s and %s is %s', (due_on, status, state) => {
  expect(dueStateOf({ due_on, status }, today)).toBe(state);
});

test.each(['done', 'cancelled'] as const)('what is %s is never overdue', (status) => {
  expect(isOverdue({ status, due_on: '2020-01-01' }, today)).toBe(false);
});

test('days until a date count calendar days, across the change of clocks too', () => {
  expect(daysUntil('2026-03-10', today)).toBe(0);
  expect(daysUntil('2026-03-31', today)).toBe(21);
  expect(daysUntil('2026-02-28', today)).toBe(-10);
});

test('the term of an action item is 4 weeks after a SEV1, 8 after a SEV2, and none after a SEV3', () => {
  const at = new Date('2026-03-10T10:00:00Z');
  expect(termOf('SEV1', at)).toEqual(new Date('2026-04-07T10:00:00Z'));
  expect(termOf('SEV2', at)).toEqual(new Date('2026-05-05T10:00:00Z'));
  expect(termOf('SEV3', at)).toBeNull();
});

test('to be published an item needs an owner and a due date, unless it is cancelled', () => {
  expect(missingForPublishing({ status: 'open', owner: null, due_on: null })).toEqual(['owner', 'due']);
  expect(missingForPublishing({ status: 'done', owner: '@dev-team', due_on: null })).toEqual(['due']);
  expect(missingForPublishing({ status: 'open', owner: '@dev-team', due_on: today })).toEqual([]);
  expect(missingForPublishing({ status: 'cancelled', owner: null, due_on: null })).toEqual([]);
});
