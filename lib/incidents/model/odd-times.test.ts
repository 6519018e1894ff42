import { expect, test } from 'vitest';
import { timeWarnings } from '../schema/times';
import { oddTimes, warningWords } from './odd-times';

const at = (clock: string | null) => (clock === null ? null : new Date(`2026-03-10T${clock}:00Z`));

test.each([
  // started, detected, acknowledged, mitigated, resolved
  [['10:00', '10:05', '10:06', '10:20', '10:30'], []],
  [['10:05', '10:05', '10:05', '10:05', '10:05'], []],
  [[null, '10:05', null, null, null], []],
  [['10:06', '10:05', null, null, null], ['DETECTED_BEFORE_IMPACT']],
  [[null, '10:05', '10:04', null, null], ['ACKNOWLEDGED_BEFORE_DETECTED']],
  [
    ['10:06', '10:07', null, '10:05', null],
    ['MITIGATED_BEFORE_IMPACT', 'MITIGATED_BEFORE_DETECTED'],
  ],
  [[null, '10:05', null, '10:20', '10:19'], ['RESOLVED_BEFORE_MITIGATED']],
  [
    ['10:06', '10:05', null, null, '10:04'],
    ['DETECTED_BEFORE_IMPACT', 'RESOLVED_BEFORE_IMPACT', 'RESOLVED_BEFORE_DETECTED'],
  ],
] as const)('of %o what is odd is %o', ([started, detected, acknowledged, mitigated, resolved], expected) => {
  const moments = {
    startedAt: at(started),
    detectedAt: at(detected) ?? new Date(0),
    acknowledgedAt: at(acknowledged),
    mitigatedAt: at(mitigated),
    resolvedAt: at(resolved),
  };
  expect(oddTimes(moments)).toEqual(expected);
});

test('each order has words of its own', () => {
  expect(new Set(timeWarnings.map(warningWords)).size).toBe(timeWarnings.length);
});
