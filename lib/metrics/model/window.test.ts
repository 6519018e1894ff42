import { expect, test } from 'vitest';
import { bucketsOf, defaultGranularity, piecesOf, previousWindow, readWindow, rowOf } from './window';

const at = new Date('2026-04-01T15:00:00Z');
const iso = ({ from, to }: { from: Date; to: Date }) => [from.toISOString(), to.toISOString()];

test('by default the last 30 days on the clock up to the end of the running hour', () => {
  expect(iso(readWindow({ tz: 'UTC' }, new Date('2026-04-01T15:20:00Z')))).toEqual([
    '2026-03-02T16:00:00.000Z',
    '2026-04-01T16:00:00.000Z',
  ]);
  expect(iso(readWindow({ tz: 'UTC', from: '2026-03-31' }, at))[1]).toBe('2026-04-01T16:00:00.000Z');
  // London's clock went forward on 29 March: seven days on it are an hour short.
  const week = readWindow({ tz: 'Europe/London', range: '7d' }, at);
  expect(iso(week)).toEqual(['2026-03-25T17:00:00.000Z', '2026-04-01T16:00:00.000Z']);
  expect(week.days).toBe(7);
  expect(iso(readWindow({ tz: 'Asia/Kolkata', range: '7d' }, at))[0]).toBe('2026-03-25T16:00:00.000Z');
});

test('one deployment an hour is as often as before, at any hour', () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const now = new Date(Date.UTC(2026, 3, 1, hour, 30));
    const window = readWindow({ tz: 'America/Los_Angeles', range: '7d' }, now);
    const hours = ({ from, to }: { from: Date; to: Date }) =>
      (Math.min(to.getTime(), now.getTime()) - from.getTime()) / 3_600_000;
    expect(hours(window) / hours(previousWindow(window))).toBeGreaterThan(0.99);
  }
});

test.each([
  // zone, from, to, days, hours that really pass, previous from
  ['Europe/London', '2026-03-28', '2026-03-30', 2, 47, '2026-03-26T00:00:00.000Z'],
  ['Europe/London', '2026-10-25', '2026-10-26', 1, 25, '2026-10-23T23:00:00.000Z'],
  ['America/New_York', '2026-03-08', '2026-03-09', 1, 23, '2026-03-07T05:00:00.000Z'],
  ['America/New_York', '2026-11-01', '2026-11-02', 1, 25, '2026-10-31T04:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-06', 1, 24.5, '2026-04-03T13:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-05', 1, 23.5, '2026-10-02T13:30:00.000Z'],
  ['Asia/Kolkata', '2026-03-01', '2026-03-31', 30, 720, '2026-01-29T18:30:00.000Z'],
])('%s from %s to %s is %s days on the clock, in %s hours', (tz, from, to, days, hours, before) => {
  const window = readWindow({ from, to, tz }, at);
  expect(window.days).toBe(days);
  expect((window.to.getTime() - window.from.getTime()) / 3_600_000).toBe(hours);
  const previous = previousWindow(window);
  expect(previous.from.toISOString()).toBe(before);
  expect(previous.to).toEqual(window.from);
  expect(previous.days).toBe(days);
});

test('days of a window that is no whole number of them', () => {
  expect(
    readWindow({ from: '2026-03-28T12:00:00Z', to: '2026-03-29T12:00:00Z', tz: 'Europe/London' }, at).days,
  ).toBeCloseTo(25 / 24, 9);
});

test('weeks begin on Monday, months on the first; the edges are cut by the window', () => {
  const window = readWindow({ from: '2026-03-04', to: '2026-03-17', tz: 'UTC' }, at);
  expect(
    bucketsOf(window, 'week').map(({ start, from, to }) => [
      start,
      ...iso({ from, to }).map((edge) => edge.slice(5, 10)),
    ]),
  ).toEqual([
    ['2026-03-02', '03-04', '03-09'],
    ['2026-03-09', '03-09', '03-16'],
    ['2026-03-16', '03-16', '03-17'],
  ]);
  expect(bucketsOf(window, 'month').map(({ start }) => start)).toEqual(['2026-03-01']);
  expect(bucketsOf(window, 'day')).toHaveLength(13);
});

test('buckets and pieces cover the window without gap or overlap, in every zone', () => {
  for (const tz of [
    'Europe/London',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Africa/Cairo',
  ]) {
    const window = readWindow({ from: '2026-01-15T07:20:00Z', to: '2026-12-20T19:45:00Z', tz }, at);
    for (const parts of [
      bucketsOf(window, 'day'),
      bucketsOf(window, 'week'),
      bucketsOf(window, 'month'),
      piecesOf(window),
    ]) {
      expect(parts[0]?.from).toEqual(window.from);
      expect(parts.at(-1)?.to).toEqual(window.to);
      expect(parts.slice(1).map(({ from }) => from)).toEqual(parts.slice(0, -1).map(({ to }) => to));
    }
    const cut = piecesOf(window).filter(({ from, to, day }) => from > day.from || to < day.to);
    expect(cut.map(({ from }) => from)).toEqual([window.from, piecesOf(window).at(-1)?.from]);
  }
});

test('a piece is stored as its day, as itself when cut at a quarter of an hour, else not at all', () => {
  const rows = (from: string, to: string, isOver: boolean) =>
    piecesOf({ from: new Date(from), to: new Date(to), tz: 'Asia/Kolkata' }).map((piece) => {
      const row = rowOf(piece, isOver);
      return row && iso(row).map((edge) => edge.slice(8, 16));
    });
  expect(rows('2026-03-01T10:00:00Z', '2026-03-03T08:45:00Z', false)).toEqual([
    ['01T10:00', '01T18:30'],
    ['01T18:30', '02T18:30'],
    ['02T18:30', '03T08:45'],
  ]);
  expect(rows('2026-03-02T18:30:00Z', '2026-03-03T08:45:00Z', true)).toEqual([['02T18:30', '03T18:30']]);
  expect(rows('2026-03-01T10:01:00Z', '2026-03-03T08:46:00Z', false)).toEqual([null, ['01T18:30', '02T18:30'], null]);
});

test('a day that a zone skipped has no bucket', () => {
  const window = readWindow({ from: '2011-12-29', to: '2012-01-01', tz: 'Pacific/Apia' }, at);
  expect(bucketsOf(window, 'day').map(({ start }) => start)).toEqual(['2011-12-29', '2011-12-31']);
});

test.each([
  [{ range: '90d' }, 'day'],
  [{ from: '2026-01-01', to: '2026-04-04' }, 'week'],
  [{ range: '365d' }, 'week'],
  [{ from: '2024-01-01', to: '2026-01-01' }, 'month'],
] as const)('%o is shown by %s', (given, granularity) => {
  expect(defaultGranularity(readWindow({ ...given, tz: 'UTC' }, at))).toBe(granularity);
});
