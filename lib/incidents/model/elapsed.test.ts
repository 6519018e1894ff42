import { expect, test } from 'vitest';
import { clockSpan, sinceDetection, targetMark } from './elapsed';

const minutes = (count: number) => count * 60_000;

test.each([
  [0, '00:00'],
  [59_999, '00:59'],
  [minutes(9) + 12_000, '09:12'],
  [minutes(62) + 33_000, '1:02:33'],
  [minutes(28 * 60 + 10), '1\u202fd 04:10'],
  [minutes(48 * 60), '2\u202fd'],
  [minutes(1045 * 1440 + 21), '1,045\u202fd'],
  [-minutes(1), '01:00'],
])('%d ms are %s', (ms, shown) => expect(clockSpan(ms)).toBe(shown));

test('what happened before the detection has a minus', () => {
  expect(sinceDetection('2024-01-15T14:23:10Z', '2024-01-15T14:25:00Z')).toBe('T−01:50');
  expect(sinceDetection('2024-01-15T14:28:00Z', '2024-01-15T14:25:00Z')).toBe('T+03:00');
});

test.each([
  [5, 'T+5'],
  [60, 'T+60'],
  [120, 'T+2\u202fh'],
  [150, 'T+150'],
  [1440, 'T+24\u202fh'],
  [7 * 1440, 'T+7\u202fd'],
])('a target %d minutes after is %s', (after, mark) => expect(targetMark(after)).toBe(mark));
