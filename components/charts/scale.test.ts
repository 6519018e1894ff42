import { expect, it } from 'vitest';
import { addDays } from '@/lib/core/time';
import { axisTicks, dateLabels, histogramPosition, runs, spread } from './scale';

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

it('an axis of counts is used: at least seven tenths of it, with at most five steps', () => {
  expect(axisTicks(62, 'count', 5)).toEqual([0, 20, 40, 60, 80]);
  for (let largest = 1; largest <= 300; largest += 1) {
    const ticks = axisTicks(largest, 'count', 5);
    expect(largest / (ticks.at(-1) ?? 0), `of ${largest}`).toBeGreaterThanOrEqual(0.7);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.every(Number.isInteger)).toBe(true);
  }
});

it('days are labelled by their Mondays, the first and today', () => {
  const days = Array.from({ length: 30 }, (_, index) => addDays('2026-10-27', index));
  expect(dateLabels(days, '2026-11-25').map(({ text }) => text)).toEqual([
    'Tue 27 Oct',
    'Mon 2 Nov',
    'Mon 9 Nov',
    'Mon 16 Nov',
    'Today',
  ]);
  for (const count of [9, 14, 90, 400]) {
    const labels = dateLabels(Array.from({ length: count }, (_, index) => addDays('2026-01-07', index)));
    expect(labels.length).toBeLessThanOrEqual(7);
    expect([labels[0]?.index, labels.at(-1)?.index]).toEqual([0, count - 1]);
  }
  expect(dateLabels(days.slice(0, 7))).toHaveLength(7);
});

it('weeks and months are labelled evenly, without a day of the week', () => {
  const weeks = Array.from({ length: 30 }, (_, index) => addDays('2026-01-05', index * 7));
  const labels = dateLabels(weeks);
  expect(labels).toHaveLength(6);
  expect([labels[0], labels.at(-1)?.index]).toEqual([{ index: 0, text: '5 Jan' }, 29]);
  expect(dateLabels([])).toEqual([]);
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
