import { describe, expect, it, test } from 'vitest';
import { benchmarkIds } from '../schema';
import { tierCounts } from './tier-counts';
import { tierOf } from './tiers';

describe('tierCounts', () => {
  it('says how many deployments of 195 may fail', () => {
    expect(tierCounts('change_failure_rate', 'handbook', 195)).toEqual({
      elite: { least: 0, most: 29 },
      high: { least: 30, most: 58 },
      medium: { least: 59, most: 87 },
      low: { least: 88, most: 195 },
    });
  });

  it('says how many deployments 30 days take, exactly one a day being high', () => {
    expect(tierCounts('deployment_frequency', 'handbook', 30)).toEqual({
      elite: { least: 31, most: null },
      high: { least: 5, most: 30 },
      medium: { least: 1, most: 4 },
      low: { least: 0, most: 0 },
    });
  });

  it('leaves out a tier that no whole number reaches', () => {
    expect(tierCounts('deployment_frequency', 'handbook', 7)).toMatchObject({
      medium: null,
      low: { least: 0, most: 0 },
    });
  });

  it.each([
    ['lead_time', 'handbook', 10],
    ['rework_rate', 'handbook', 10],
    ['change_failure_rate', 'dora-quickcheck-2025', 10],
    ['change_failure_rate', 'handbook', 0],
  ] as const)('has nothing to say of %s by %s over %i', (metric, benchmark, denominator) => {
    expect(tierCounts(metric, benchmark, denominator)).toBeNull();
  });
});

test.each(benchmarkIds.slice(0, 3))('every count lies in the range of its own tier (%s)', (benchmark) => {
  const ranges = tierCounts('change_failure_rate', benchmark, 87);
  for (let count = 0; count <= 87; count += 1) {
    const tier = tierOf('change_failure_rate', count / 87, benchmark);
    const range = tier && ranges?.[tier];
    expect(range && range.least <= count && count <= (range.most ?? count), `${count} of 87`).toBe(true);
  }
});
