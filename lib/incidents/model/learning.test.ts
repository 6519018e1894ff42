import { expect, test } from 'vitest';
import type { IncidentStatus } from '../schema';
import { type LearningFact, type LearningSpanId, learningOf } from './learning';

const at = (clock: string) => new Date(`2024-01-15T${clock}:00Z`);
/** The handbook's incident (incidents.md §16). */
const golden: LearningFact = {
  kind: 'real',
  status: 'resolved',
  severity: 'SEV1',
  startedAt: at('14:23'),
  detectedAt: at('14:25'),
  acknowledgedAt: at('14:28'),
  mitigatedAt: at('14:40'),
  resolvedAt: at('14:55'),
  isReopened: false,
  isBackfilled: false,
};
const span = (facts: LearningFact[], id: LearningSpanId) => learningOf(facts).spans.find((each) => each.id === id);

test("the handbook's incident: detect 2, acknowledge 3, mitigate 15, restore 30, duration 32 minutes", () => {
  const { spans } = learningOf([golden]);
  expect(
    spans.map(({ id, n, medianSeconds, p90Seconds, meanSeconds }) => [id, n, medianSeconds, p90Seconds, meanSeconds]),
  ).toEqual(
    [
      ['detect', 2],
      ['acknowledge', 3],
      ['mitigate', 15],
      ['restore', 30],
      ['duration', 32],
    ].map(([id, minutes]) => [id, 1, ...Array(3).fill(Number(minutes) * 60)]),
  );
});

test('a value that is not there counts nowhere, and is counted beside the others', () => {
  const unstarted = { ...golden, startedAt: null };
  expect(span([golden, unstarted], 'detect')).toMatchObject({
    n: 1,
    missing: 1,
    pending: 0,
    invalid: 0,
    meanSeconds: 120,
  });
  const running = {
    ...golden,
    status: 'investigating' as const,
    acknowledgedAt: null,
    mitigatedAt: null,
    resolvedAt: null,
  };
  expect(span([golden, running], 'acknowledge')).toMatchObject({ n: 1, pending: 1, missing: 0 });
  expect(span([golden, running], 'restore')).toMatchObject({ n: 1, pending: 1, missing: 0 });
  // Over without it, nobody will tell any more.
  expect(span([{ ...golden, acknowledgedAt: null }], 'acknowledge')).toMatchObject({
    n: 0,
    missing: 1,
    medianSeconds: null,
  });
  const early = { ...golden, acknowledgedAt: at('14:20') };
  expect(span([golden, early], 'acknowledge')).toMatchObject({ n: 1, invalid: 1, meanSeconds: 180 });
  // No time at all is a value.
  expect(span([{ ...golden, acknowledgedAt: golden.detectedAt }], 'acknowledge')).toMatchObject({
    n: 1,
    medianSeconds: 0,
  });
});

test('re-opened and running, its first mitigation counts and its restoration is pending', () => {
  const again = { ...golden, status: 'investigating' as const, resolvedAt: null, isReopened: true };
  expect(span([again], 'mitigate')).toMatchObject({ n: 1, medianSeconds: 900 });
  expect(span([again], 'restore')).toMatchObject({ n: 0, pending: 1 });
  expect(learningOf([again]).reopened).toBe(1);
});

test('drills, tests, declined, merged and cancelled ones are left out, visibly', () => {
  const ended = (status: IncidentStatus) => ({ ...golden, status });
  const facts = [golden, { ...golden, kind: 'drill' as const }, { ...ended('cancelled'), kind: 'test' as const }];
  const summary = learningOf([...facts, ended('declined'), ended('merged'), ended('merged'), ended('cancelled')]);
  expect(summary.incidents).toBe(1);
  expect(summary.leftOut).toEqual({ drills: 2, declined: 1, merged: 2, cancelled: 1 });
});

test('percentiles lie between neighbours, the mean beside them, for each severity by itself', () => {
  const lasting = (minutes: number, severity: 'SEV1' | 'SEV2') => ({
    ...golden,
    severity,
    resolvedAt: new Date(golden.detectedAt.getTime() + minutes * 60_000),
  });
  const facts = [10, 20, 40, 200].map((minutes) => lasting(minutes, 'SEV1'));
  expect(span([...facts].reverse(), 'restore')).toMatchObject({
    n: 4,
    medianSeconds: 1800,
    p90Seconds: expect.closeTo(9120),
    meanSeconds: 4050,
  });
  const [first, second] = learningOf([...facts, lasting(5, 'SEV2')]).bySeverity;
  expect([first?.incidents, second?.incidents]).toEqual([4, 1]);
  expect(second?.spans.find(({ id }) => id === 'restore')?.medianSeconds).toBe(300);
});

test('the bars of the distribution hold every counted value, empty ones between them', () => {
  const lasting = (seconds: number) => ({
    ...golden,
    resolvedAt: new Date(golden.detectedAt.getTime() + seconds * 1000),
  });
  expect(learningOf([0, 59, 60, 119.999, 480].map(lasting)).restoreBars).toEqual([
    { fromSeconds: 0, toSeconds: 60, count: 2 },
    { fromSeconds: 60, toSeconds: 120, count: 2 },
    { fromSeconds: 120, toSeconds: 240, count: 0 },
    { fromSeconds: 240, toSeconds: 480, count: 0 },
    { fromSeconds: 480, toSeconds: 960, count: 1 },
  ]);
  expect(learningOf([]).restoreBars).toEqual([]);
});
