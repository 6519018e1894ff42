import { expect, test } from 'vitest';
import { csvCell } from '@/lib/core/csv';
import { addHistogramText } from '../queries/spans';
import { metrics } from '../registry';
import { badgeSvg, valueText } from './badge';
import { percentileOf } from './stats';

test.each([
  [[], 0.5, null],
  [[7], 0.9, 7],
  [[1, 2], 0.5, 1.5],
  [[2, 3, 24, 24], 0.5, 13.5],
  [[2, 3, 24, 24], 0.9, 24],
  [[30, 90], 0.9, 84],
  [[1, 2, 3, 4, 5], 0.25, 2],
] as const)('percentile of %o at %s is %s', (values, p, expected) => {
  expect(percentileOf(values, p)).toBe(expected);
});

test('histograms are added up from their text', () => {
  const one = new Int32Array(10);
  const two = new Int32Array(10);
  addHistogramText('0,3;7,12', [one, two]);
  addHistogramText('7,1;9,200', [one]);
  addHistogramText('', [one]);
  expect([...one]).toEqual([3, 0, 0, 0, 0, 0, 0, 13, 0, 200]);
  expect([...two]).toEqual([3, 0, 0, 0, 0, 0, 0, 12, 0, 0]);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ['=a,"b"', '"\'=a,""b"""'],
  ['a\nb', '"a\nb"'],
  [-1.5, '-1.5'],
  [null, ''],
  [['INC-1', 'INC-2'], 'INC-1 INC-2'],
])('a CSV cell of %o is %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test.each([
  [42, '42 s'],
  [15_120, '4 h 12 m'],
  [3600, '1 h'],
  [86_400, '1 d'],
  [190_800, '2 d 5 h'],
])('%s seconds are %s', (seconds, text) => {
  expect(valueText('seconds', seconds)).toBe(text);
});

test('a badge says value and tier, and why there is none', () => {
  expect(valueText('per_day', 4 / 30)).toBe('0.13 / day');
  expect(valueText('ratio', 0.174)).toBe('17.4 %');
  const badge = { metric: metrics.lead_time, value: null, tier: null, definition: 'handbook' } as const;
  expect(badgeSvg({ ...badge, value: 48_600, tier: 'elite', state: 'ok' })).toContain('13 h 30 m · elite');
  expect(badgeSvg({ ...badge, state: 'no_source' })).toContain('>nothing reported<');
  const restore = { ...badge, metric: metrics.time_to_restore, state: 'no_incidents' } as const;
  expect(badgeSvg(restore)).toContain('>no incidents<');
  expect(badgeSvg({ ...restore, definition: 'dora' })).toContain('>none with a cause<');
  const odd = { ...metrics.lead_time, label: '<script>"&' };
  expect(badgeSvg({ ...badge, metric: odd, state: 'no_data' })).not.toContain('<script');
});
