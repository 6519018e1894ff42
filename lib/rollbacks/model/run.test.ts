import { describe, expect, it, test } from 'vitest';
import { type RollbackState, rollbackStates } from '../schema';
import { canCancel, canMove, isExpired, isFinal, isRunning, isWithinBudget, movesFrom, timesOf } from './run';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 14, 23) + seconds * 1000);

test('the whole table: what is not in it is refused', () => {
  const legal = [
    'PLANNED→REQUESTED PLANNED→EXPIRED PLANNED→CANCELLED',
    'REQUESTED→APPLIED REQUESTED→FAILED REQUESTED→TIMED_OUT REQUESTED→UNKNOWN REQUESTED→CANCELLED',
    'APPLIED→OBSERVING APPLIED→FAILED APPLIED→TIMED_OUT APPLIED→REVERTED APPLIED→UNKNOWN',
    'OBSERVING→VERIFIED OBSERVING→FAILED OBSERVING→TIMED_OUT OBSERVING→REVERTED OBSERVING→UNKNOWN',
  ].flatMap((line) => line.split(' '));
  const found = rollbackStates.flatMap((from) =>
    rollbackStates.filter((to) => canMove(from, to)).map((to) => `${from}→${to}`),
  );
  expect(found.toSorted()).toEqual(legal.toSorted());
});

test('nothing is VERIFIED that was not observed: every way there passes through each step', () => {
  const ways = (state: RollbackState, trail: RollbackState[]): string[] =>
    state === 'VERIFIED'
      ? [[...trail, state].join(' ')]
      : movesFrom(state).flatMap((next) => ways(next, [...trail, state]));
  expect(ways('PLANNED', [])).toEqual(['PLANNED REQUESTED APPLIED OBSERVING VERIFIED']);
});

test('a run ends in one of seven states, and holds its target from request to end', () => {
  const ends = ['VERIFIED', 'FAILED', 'TIMED_OUT', 'REVERTED', 'UNKNOWN', 'EXPIRED', 'CANCELLED'];
  expect(rollbackStates.filter(isFinal)).toEqual(ends);
  expect(rollbackStates.filter(isRunning)).toEqual(['REQUESTED', 'APPLIED', 'OBSERVING']);
});

test('it can be called off until the cluster is called, and by no state after that', () => {
  const before = rollbackStates.filter((state) => canCancel({ state, calledAt: null }));
  expect(before).toEqual(['PLANNED', 'REQUESTED']);
  expect(rollbackStates.filter((state) => canCancel({ state, calledAt: at(0) }))).toEqual([]);
});

test('a plan lives for 15 minutes, the last instant included', () => {
  expect(isExpired(at(0), at(900))).toBe(false);
  expect(isExpired(at(0), at(900.001))).toBe(true);
});

describe('times', () => {
  // The handbook's own example: detected 14:25, rolled back 14:28 to 14:35.
  const moments = {
    detectedAt: at(120),
    plannedAt: at(290),
    requestedAt: at(300),
    appliedAt: at(301.25),
    verifiedAt: at(348),
  };

  it('count from the detection, or else from the plan', () => {
    expect(timesOf(moments)).toEqual({
      decideSeconds: 180,
      applySeconds: 1.25,
      verifySeconds: 46.75,
      rollbackSeconds: 48,
    });
    expect(timesOf({ ...moments, detectedAt: null }).decideSeconds).toBe(10);
  });

  it('are open while an end is missing, and none when clocks disagree', () => {
    expect(timesOf({ ...moments, verifiedAt: null })).toMatchObject({ verifySeconds: null, rollbackSeconds: null });
    expect(timesOf({ ...moments, detectedAt: at(301) }).decideSeconds).toBeNull();
  });

  it.each([
    ['rollback', 59.999, true],
    ['rollback', 60, false],
    ['drill', 299.999, true],
    ['drill', 300, false],
  ] as const)('a %s of %s s is within its budget: %s', (kind, seconds, isWithin) => {
    expect(isWithinBudget(kind, timesOf({ ...moments, verifiedAt: at(300 + seconds) }))).toBe(isWithin);
  });

  it('no budget is kept or missed before it is verified', () => {
    expect(isWithinBudget('rollback', timesOf({ ...moments, verifiedAt: null }))).toBeNull();
  });
});
