import { expect, test } from 'vitest';
import { daysText, windowText } from './window-text';

test.each([
  ['2026-09-30T00:00:00Z', '2026-10-30T00:00:00Z', 'UTC', '30 Sept – 29 Oct 2026'],
  ['2025-12-30T18:30:00Z', '2026-01-01T18:30:00Z', 'Asia/Kolkata', '31 Dec 2025 – 1 Jan 2026'],
  ['2026-09-30T00:00:00Z', '2026-10-01T00:00:00Z', 'UTC', '30 Sept 2026'],
  ['2026-09-30T04:00:00Z', '2026-10-30T04:00:00Z', 'UTC', '30 Sept, 04:00 – 30 Oct 2026, 04:00'],
  ['2025-12-31T04:00:00Z', '2026-01-30T00:00:00Z', 'Asia/Kolkata', '31 Dec 2025, 09:30 – 30 Jan 2026, 05:30'],
])('%s to %s in %s reads %s', (from, to, tz, text) => expect(windowText({ from, to, tz })).toBe(text));

test('days carry their number', () => {
  expect([1, 30, 30.9583333].map(daysText)).toEqual(['1 day', '30 days', '31 days']);
});
