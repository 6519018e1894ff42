import { expect, test } from 'vitest';
import { daysUntil, dueStateOf, isOverdue, issueLabel, missingForPublishing } from './model';
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

test.each([
  ['https://github.com/acme/checkout/issues/491', 'checkout#491'],
  ['https://gitlab.example/acme/web/infra/-/issues/7', 'infra#7'],
  ['https://acme.atlassian.net/browse/OPS-12', 'OPS-12'],
  ['https://tracker.example/a/b?c=d', 'tracker.example'],
])('%s is called %s', (url, label) => {
  expect(issueLabel(url)).toBe(label);
});

test('to be published an item needs an owner and a due date, unless it is cancelled', () => {
  expect(missingForPublishing({ status: 'open', owner: null, due_on: null })).toEqual(['owner', 'due']);
  expect(missingForPublishing({ status: 'done', owner: '@dev-team', due_on: null })).toEqual(['due']);
  expect(missingForPublishing({ status: 'open', owner: '@dev-team', due_on: today })).toEqual([]);
  expect(missingForPublishing({ status: 'cancelled', owner: null, due_on: null })).toEqual([]);
});
