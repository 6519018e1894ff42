import { expect, test } from 'vitest';
import { retryAfterMs, retryDelayMs } from './retry';

const seconds = (urgency: 'page' | 'notify', attempts: number) =>
  (retryDelayMs(urgency, attempts, 0, null) ?? -1) / 1000;

test('a notice is tried again after 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h, then given up', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((attempts) => seconds('notify', attempts));
  expect(waits).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 36_000]);
  expect(waits.reduce((sum, wait) => sum + wait)).toBe(27 * 3600 + 35 * 60 + 5);
  expect(retryDelayMs('notify', 8, 0, null)).toBeNull();
});

test('a page is tried again after 5, 15, 30, 60 s, then every 2 minutes for a day', () => {
  expect([1, 2, 3, 4, 5, 6, 300].map((attempts) => seconds('page', attempts))).toEqual([5, 15, 30, 60, 120, 120, 120]);
  expect(retryDelayMs('page', 724, 0, null)).toBeNull();
});

test('tries spread over a fifth of the wait and never come earlier than asked', () => {
  expect(retryDelayMs('notify', 2, 1, null)).toBe(360_000);
  expect(retryDelayMs('notify', 1, 0.5, 90_000)).toBe(90_000);
  expect(retryDelayMs('notify', 2, 0, 1_000)).toBe(300_000);
  expect(retryDelayMs('page', 1, 0, 10 * 86_400_000)).toBe(86_400_000);
});

test('Retry-After is seconds or a date; anything else is as if it were not there', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Mon, 02 Mar 2026 10:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Mon, 02 Mar 2026 09:00:00 GMT', now)).toBe(0);
  for (const header of ['soon', '', undefined, null]) expect(retryAfterMs(header, now)).toBeNull();
});
