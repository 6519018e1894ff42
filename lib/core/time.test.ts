import { describe, expect, test, vi } from 'vitest';
import {
  addDays,
  formatInZone,
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

describe('formats, which are large and whose zone a reader names', () => {
  const at = new Date('2026-03-02T10:00:00Z');
  /** How many formats `run` makes. */
  const made = (run: () => void) => {
    const spy = vi.spyOn(Intl, 'DateTimeFormat');
    run();
    const { length } = spy.mock.calls;
    spy.mockRestore();
    return length;
  };
  /** The ways to write a name in upper and lower case, as many as are wanted. */
  const casings = (name: string, count: number) =>
    Array.from({ length: count }, (_, bits) =>
      [...name].map((letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter.toLowerCase())).join(''),
    );

  test('one is made for a zone in a thousand casings', () => {
    const names = casings('Europe/Madrid', 2048);
    expect(new Set(names).size).toBe(1024);
    expect(made(() => names.forEach((name) => void localDate(at, name)))).toBe(1);
    expect(made(() => names.forEach((name) => void formatInZone(at, name, 'clock')))).toBe(1);
    expect(new Set(names.map((name) => formatInZone(at, name, 'datetime'))).size).toBe(1);
  });

  test('asking whether a zone exists keeps none, and makes none for one in use', () => {
    for (const name of casings('Europe/Oslo', 300)) expect(isZone(name)).toBe(true);
    expect(made(() => void localDate(at, 'Europe/Oslo'))).toBe(1);
    expect(made(() => expect(isZone('Europe/Oslo')).toBe(true))).toBe(0);
  });

  test('never more are kept than there are zones', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const use = (zone: string) => {
      localDate(at, zone);
      for (const style of ['datetime', 'date', 'time', 'short', 'clock'] as const) formatInZone(at, zone, style);
    };
    zones.forEach(use);
    // Those that were kept are the ones that need not be made again; the last are asked first, as new ones push them out.
    const kept = zones.toReversed().findIndex((zone) => made(() => use(zone)) > 0);
    expect(kept).toBeGreaterThan(0);
    expect(kept * 6).toBeLessThanOrEqual(zones.length);
  });
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
