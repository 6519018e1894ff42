import { describe, expect, test } from 'vitest';
import {
  addDays,
  instantOfWall,
  isDate,
  isZone,
  knownZones,
  localDate,
  nextMonth,
  relativeTime,
  startOfDay,
  startOfWeek,
  wallMs,
} from './time';

const hours = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000;

describe('local days', () => {
  test.each([
    ['Europe/London', '2026-03-29', 23],
    ['Europe/London', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Asia/Kolkata', '2026-03-29', 24],
    ['UTC', '2026-03-29', 24],
  ])('%s %s lasts %f hours', (zone, date, expected) => {
    expect(hours(startOfDay(date, zone), startOfDay(addDays(date, 1), zone))).toBe(expected);
  });

  test('a day whose midnight is skipped begins at the first instant after the gap', () => {
    // Clocks in Beirut went from 00:00 to 01:00 on 30 March 2025.
    const start = startOfDay('2025-03-30', 'Asia/Beirut');
    expect(start.toISOString()).toBe('2025-03-29T22:00:00.000Z');
    expect(localDate(start, 'Asia/Beirut')).toBe('2025-03-30');
    expect(localDate(new Date(start.getTime() - 1), 'Asia/Beirut')).toBe('2025-03-29');
  });

  test.each([
    'Europe/London',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'America/Sao_Paulo',
  ])('in %s every day of 2026 begins where the one before it ends, and local dates agree', (zone) => {
    for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
      const start = startOfDay(date, zone);
      expect(localDate(start, zone)).toBe(date);
      expect(localDate(new Date(start.getTime() - 1), zone)).toBe(addDays(date, -1));
    }
  });
});

test('a time that happens twice is its first, and milliseconds survive', () => {
  const wall = Date.parse('2026-10-25T01:30:00.250Z');
  const at = instantOfWall(wall, 'Europe/London');
  expect(at.toISOString()).toBe('2026-10-25T00:30:00.250Z');
  expect(wallMs(at, 'Europe/London')).toBe(wall);
});

test('weeks begin on Monday, months on the first', () => {
  expect(startOfWeek('2026-03-01')).toBe('2026-02-23');
  expect(startOfWeek('2026-03-02')).toBe('2026-03-02');
  expect(nextMonth('2026-12-31')).toBe('2027-01-01');
  expect(nextMonth('2028-01-31')).toBe('2028-02-01');
});

test('dates and zones that do not exist are refused', () => {
  expect(isDate('2026-02-29')).toBe(false);
  expect(isDate('2028-02-29')).toBe(true);
  expect(isZone('Europe/Atlantis')).toBe(false);
  expect(isZone('+02:00')).toBe(false);
  expect(isZone('Asia/Kolkata')).toBe(true);
});

test('relative times use whole units', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  expect(relativeTime(new Date('2026-03-02T09:57:01Z'), now)).toBe('2 min ago');
  expect(relativeTime(new Date('2026-03-02T12:00:00Z'), now)).toBe('in 2 h');
  expect(relativeTime(now, now)).toBe('just now');
});

test('zones are offered under the names of today, each once', () => {
  const zones = knownZones();
  expect(zones[0]).toBe('UTC');
  expect(zones).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Europe/Kyiv', 'Asia/Kathmandu', 'Europe/Berlin']));
  expect(zones).not.toContain('Asia/Calcutta');
  expect(new Set(zones).size).toBe(zones.length);
});
