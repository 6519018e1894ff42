import { expect, it } from 'vitest';
import { axisTicks, histogramPosition, labelledPoints, runs, spread } from './scale';

it('ticks begin at 0, are round and reach over the largest value', () => {
  expect(axisTicks(13, 'count')).toEqual([0, 5, 10, 15]);
  expect(axisTicks(1, 'count')).toEqual([0, 1]);
  expect(axisTicks(0.27, 'ratio')).toEqual([0, 0.1, 0.2, 0.3]);
  expect(axisTicks(35 * 3600, 'seconds')).toEqual([0, 12, 24, 36].map((hours) => hours * 3600));
  for (const largest of [0, Number.NaN, 3, 999, 1e9, 0.0003]) {
    const ticks = axisTicks(largest, 'seconds');
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest || 0);
  }
});

it('counts have no ticks between whole numbers', () => {
  expect(axisTicks(2, 'count')).toEqual([0, 1, 2]);
});

it('first and last point are labelled', () => {
  const labels = labelledPoints(30);
  expect(labels).toHaveLength(6);
  expect([labels[0], labels.at(-1)]).toEqual([0, 29]);
  expect(labelledPoints(3)).toEqual([0, 1, 2]);
});

it('labels keep their order and their distance, and stay inside', () => {
  const moved = spread([98, 97, 50], 10);
  expect(moved[0]).toBe(100);
  expect(moved[1]).toBe(90);
  expect(moved[2]).toBe(50);
});

it('a point without a value ends a line', () => {
  expect(runs([1, null, 2, 3]).map((run) => run.map(({ index }) => index))).toEqual([[0], [2, 3]]);
});

it('a value lies logarithmically within its bar', () => {
  const bars = [
    { fromSeconds: 0, toSeconds: 100 },
    { fromSeconds: 100, toSeconds: 400 },
  ];
  expect(histogramPosition(50, bars)).toBe(25);
  expect(histogramPosition(200, bars)).toBeCloseTo(75);
  expect(histogramPosition(9999, bars)).toBe(100);
});
