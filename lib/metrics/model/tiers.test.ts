import { describe, expect, test } from 'vitest';
import { benchmarkIds, tierIds } from '../schema';
import { quickCheckMeans, quickCheckScore } from './quick-check';
import { lowestTier, tierBands, tierCuts, tierOf, tierTable } from './tiers';

const day = 86_400;
const hour = 3600;

test.each([
  ['deployment_frequency', 1.0001, 'elite'],
  ['deployment_frequency', 1, 'high'],
  ['deployment_frequency', 4 / 28, 'high'],
  ['deployment_frequency', 1 / 7 - 1e-12, 'medium'],
  ['deployment_frequency', 1 / 30, 'medium'],
  ['deployment_frequency', 1 / 31, 'low'],
  ['deployment_frequency', 0, 'low'],
  ['lead_time', 0, 'elite'],
  ['lead_time', day - 0.001, 'elite'],
  ['lead_time', day, 'high'],
  ['lead_time', 7 * day, 'high'],
  ['lead_time', 7 * day + 0.001, 'medium'],
  ['lead_time', 30 * day, 'medium'],
  ['lead_time', 30 * day + 0.001, 'low'],
  ['time_to_restore', hour - 0.001, 'elite'],
  ['time_to_restore', hour, 'high'],
  ['time_to_restore', day, 'high'],
  ['time_to_restore', day + 0.001, 'medium'],
  ['time_to_restore', 7 * day, 'medium'],
  ['time_to_restore', 7 * day + 0.001, 'low'],
  ['change_failure_rate', 0, 'elite'],
  ['change_failure_rate', 3 / 20, 'elite'],
  ['change_failure_rate', 0.1500001, 'high'],
  ['change_failure_rate', 6 / 20, 'high'],
  ['change_failure_rate', 0.3000001, 'medium'],
  ['change_failure_rate', 9 / 20, 'medium'],
  ['change_failure_rate', 0.4500001, 'low'],
  ['rework_rate', 0.5, null],
  ['lead_time', null, null],
] as const)('handbook: %s of %s is %s', (metric, value, tier) => {
  expect(tierOf(metric, value, 'handbook')).toBe(tier);
});

test.each([
  ['dora-2023', 0.05, 'elite'],
  ['dora-2023', 0.075, 'high'],
  ['dora-2023', 0.074, 'elite'],
  ['dora-2023', 0.125, 'medium'],
  ['dora-2023', 0.39, 'medium'],
  ['dora-2023', 0.395, 'low'],
  ['dora-2024', 0.18, 'high'],
  ['dora-2024', 0.12, 'medium'],
  ['dora-2024', 0.075, 'medium'],
  ['dora-2024', 0.15, 'medium'],
  ['dora-2024', 0.3, 'low'],
  ['dora-2024', 0.02, 'elite'],
] as const)('%s: a change failure rate of %s is nearest to %s; a tie is the worse one', (benchmark, rate, tier) => {
  expect(tierOf('change_failure_rate', rate, benchmark)).toBe(tier);
});

test.each([
  ['dora-2023', day, 'medium'],
  ['dora-2023', day - 1, 'high'],
  ['dora-2024', day, 'low'],
  ['dora-2024', day - 1, 'high'],
] as const)('%s: restored in %s seconds is %s', (benchmark, seconds, tier) => {
  expect(tierOf('time_to_restore', seconds, benchmark)).toBe(tier);
});

test('the overall tier is the lowest; metrics without one take no part', () => {
  expect(lowestTier(['elite', 'medium', null, 'high'])).toBe('medium');
  expect(lowestTier([null, null])).toBeNull();
});

describe.each(benchmarkIds)('%s', (benchmark) => {
  test.each(['lead_time', 'time_to_restore'] as const)('%s: cuts, bands and tiers agree at every edge', (metric) => {
    const cuts = tierCuts(metric, benchmark);
    for (const value of [
      0,
      hour - 1,
      hour,
      hour + 1,
      day - 1,
      day,
      day + 1,
      7 * day,
      7 * day + 1,
      30 * day,
      30 * day + 1,
      400 * day,
    ]) {
      const passed = cuts.filter(({ seconds, inclusive }) => (inclusive ? value > seconds : value >= seconds)).length;
      expect(cuts.length === 0 ? null : tierIds[passed]).toBe(tierOf(metric, value, benchmark));
    }
    for (const { tier, from, to } of tierBands(metric, benchmark)) {
      expect(tierOf(metric, to === null ? from * 2 : (from + to) / 2, benchmark)).toBe(tier);
    }
  });

  test('a tier table names all four tiers, or is empty', () => {
    const expected = benchmark === 'dora-quickcheck-2025' ? [] : tierIds;
    expect(tierTable('change_failure_rate', benchmark).map(({ tier }) => tier)).toEqual(expected);
    expect(tierTable('rework_rate', benchmark)).toEqual([]);
  });
});

test.each([
  ['deployment_frequency', 30, 10],
  ['deployment_frequency', 24, 8],
  ['deployment_frequency', 1, 8],
  ['deployment_frequency', 1 / 7, 6],
  ['deployment_frequency', 1 / 30, 4],
  ['deployment_frequency', 1 / 182, 2],
  ['deployment_frequency', 0, 0],
  ['lead_time', hour - 1, 10],
  ['lead_time', hour, 8],
  ['lead_time', day, 6],
  ['lead_time', 7 * day, 6],
  ['lead_time', 30 * day, 4],
  ['time_to_restore', 182 * day, 2],
  ['time_to_restore', 183 * day, 0],
  ['change_failure_rate', 0.19, 8.1],
  ['rework_rate', 0.22, 7.8],
] as const)('quick check: %s of %s scores %s', (metric, value, score) => {
  expect(quickCheckScore(metric, value)).toBeCloseTo(score, 9);
});

test('quick check: a metric without a value is left out of every mean', () => {
  const all = {
    deployment_frequency: 4.8,
    lead_time: 5.5,
    time_to_restore: 7.4,
    change_failure_rate: 8.1,
    rework_rate: 7.8,
  };
  expect(quickCheckMeans(all).overall).toBeCloseTo(6.72, 9);
  expect(quickCheckMeans({ ...all, time_to_restore: null, change_failure_rate: null })).toEqual({
    throughput: (4.8 + 5.5) / 2,
    stability: 7.8,
    overall: (4.8 + 5.5 + 7.8) / 3,
  });
});
