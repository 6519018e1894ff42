import { describe, expect, it } from 'vitest';
import {
  changeOf,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRate,
  formatShare,
  formatValue,
  upperFirst,
} from './format';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('durations take at most two units and never 60 of one', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0.4 s'],
    [48, '48 s'],
    [59.6, '1 m'],
    [161, '2 m 41 s'],
    [3599.9, '1 h'],
    [3600, '1 h'],
    [15_120, '4 h 12 m'],
    [86_399, '1 d'],
    [187_200, '2 d 4 h'],
    [86_400 * 1234, '1,234 d'],
    [-5_400, '−1 h 30 m'],
  ])('%s s reads %s', (seconds, text) => expect(plain(formatDuration(seconds))).toBe(text));
});

it.each([
  [0, '0 %'],
  [0.0001, '<0.1 %'],
  [34 / 195, '17.4 %'],
  [0.9999, '>99.9 %'],
  [1, '100 %'],
])('the ratio %s reads %s', (ratio, text) => expect(plain(formatPercent(ratio))).toBe(text));

it.each([
  [0, '0 / day'],
  [0.1333, '0.13 / day'],
  [5.93, '5.9 / day'],
  [1369.86, '1,370 / day'],
])('the rate %s reads %s', (rate, text) => expect(plain(formatRate(rate))).toBe(text));

describe('a change says its size and which way is better', () => {
  it.each([
    [5.9, 5.3, 'per_day', 'higher', '+11 % more often better'],
    [15_120, 18_420, 'seconds', 'lower', '−18 % faster better'],
    [0.174, 0.153, 'ratio', 'lower', '+2.1 pp worse worse'],
    [0.1, 0.1, 'ratio', 'lower', 'no change  same'],
    [0, 0, 'per_day', 'higher', 'no change  same'],
  ] as const)('%s after %s %s', (value, previous, unit, better, text) => {
    const change = changeOf(value, previous, unit, better);
    expect(plain(`${change?.text} ${change?.word} ${change?.verdict}`)).toBe(text);
  });

  it('is absent without an earlier value, and where a percentage of zero would be needed', () => {
    expect(changeOf(1, null, 'seconds', 'lower')).toBeNull();
    expect(changeOf(null, 1, 'seconds', 'lower')).toBeNull();
    expect(changeOf(2, 0, 'per_day', 'higher')).toBeNull();
  });
});

it('counts', () => {
  expect(formatCount(1, 'deployment')).toBe('1 deployment');
  expect(formatCount(1500, 'deployment')).toBe('1,500 deployments');
  expect(formatCount(2, 'day with', 'days with')).toBe('2 days with');
  expect(formatShare(4, 23)).toBe('4 of 23');
  expect(formatNumber(-0)).toBe('0');
  expect(formatNumber(-3)).toBe('−3');
  expect(formatValue(1234, 'count')).toBe('1,234');
});

it.each([
  ['reached production', 'Reached production'],
  ['p90', 'P90'],
  ['', ''],
])('begins a line with %j as %j', (text, shown) => {
  expect(upperFirst(text)).toBe(shown);
});
