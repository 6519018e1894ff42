import { ValidationError } from '@/lib/core/errors';
import { parseInstant } from '@/lib/core/fields';
import {
  addDays,
  instantOfWall,
  isDate,
  localDate,
  nextMonth,
  startOfDay,
  startOfMonth,
  startOfWeek,
  wallMs,
} from '@/lib/core/time';
import { type Granularity, type Range, ranges } from '../schema';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const quarterMs = hourMs / 4;
const defaultDays = 30;
const longestDays = 3660;

/** A half-open window `[from, to)`; `days` is its length on the wall clock of `tz` (metrics.md). */
export type Window = { from: Date; to: Date; days: number; tz: string };

export type WindowInput = { from?: string | undefined; to?: string | undefined; range?: Range | undefined; tz: string };

/**
 * The window that was asked for; the last 30 days by default. It ends with the running hour, not with the running day: hours still to
 * come would count as time without a deployment, and the window before, which has them all, would look better every morning.
 * Throws a ValidationError naming the field.
 */
export function readWindow({ from, to, range, tz }: WindowInput, now: Date): Window {
  const end = to ? edgeOf(to, tz) : new Date((Math.floor(now.getTime() / hourMs) + 1) * hourMs);
  const start = from ? edgeOf(from, tz) : daysBefore(end, range ? ranges[range] : defaultDays, tz);
  const days = wallDays(start, end, tz);
  if (start >= end || days <= 0) throw wrong(to ? '/to' : '/from', 'The window must end after it starts.');
  if (days > longestDays) throw wrong('/from', 'Ask for at most ten years at once.');
  if (start.getUTCFullYear() < 1970 || end.getUTCFullYear() > 9000) throw wrong('/from', 'Use years from 1970 on.');
  return { from: start, to: end, days, tz };
}

function wrong(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}

function edgeOf(value: string, tz: string): Date {
  const at = isDate(value) ? startOfDay(value, tz) : parseInstant(value);
  if (!at) throw wrong('/from', 'Use a date or an RFC 3339 time with an offset.');
  return at;
}

function wallDays(from: Date, to: Date, tz: string): number {
  return (wallMs(to, tz) - wallMs(from, tz)) / dayMs;
}

function daysBefore(at: Date, days: number, tz: string): Date {
  return instantOfWall(wallMs(at, tz) - Math.round(days * dayMs), tz);
}

/** The window just before, with as many days on the same wall clock. */
export function previousWindow({ from, days, tz }: Window): Window {
  return { from: daysBefore(from, days, tz), to: from, days, tz };
}

/** Days up to a quarter, weeks up to a year, then months. */
export function defaultGranularity({ days }: Window): Granularity {
  if (days <= 92.5) return 'day';
  return days <= 366.5 ? 'week' : 'month';
}

/** A part of a series: `start` is the calendar date of its day, Monday or first of month, the edges are cut by the window. */
export type Bucket = { start: string; from: Date; to: Date };

/** The days, ISO weeks or months of `tz` in a window, in order, empty ones included. */
export function bucketsOf({ from, to, tz }: Pick<Window, 'from' | 'to' | 'tz'>, granularity: Granularity): Bucket[] {
  const first = { day: (date: string) => date, week: startOfWeek, month: startOfMonth }[granularity];
  const next = { day: (date: string) => addDays(date, 1), week: (date: string) => addDays(date, 7), month: nextMonth }[
    granularity
  ];
  const buckets: Bucket[] = [];
  let start = first(localDate(from, tz));
  let startsAt = startOfDay(start, tz);
  while (startsAt < to) {
    const following = next(start);
    const endsAt = startOfDay(following, tz);
    const cut = { start, from: startsAt < from ? from : startsAt, to: endsAt > to ? to : endsAt };
    if (cut.from < cut.to) buckets.push(cut); // a zone that skipped a day has a date without time
    start = following;
    startsAt = endsAt;
  }
  return buckets;
}

/** Part of the time of a window: a whole local day, or what an edge leaves of one; `day` is all of that day. */
export type Piece = { from: Date; to: Date; day: { from: Date; to: Date } };

/** A window cut at its local midnights. */
export function piecesOf(window: Pick<Window, 'from' | 'to' | 'tz'>): Piece[] {
  return bucketsOf(window, 'day').map(({ start, from, to }) => ({
    from,
    to,
    day: { from: startOfDay(start, window.tz), to: startOfDay(addDays(start, 1), window.tz) },
  }));
}

/**
 * Which roll-up row stands for a piece: that of its whole day, or one of its own where it is cut at a quarter of an hour, as ranges
 * are; null for other cuts, of which there could be any number. `isOver`: nothing has happened in what its day has after the piece,
 * so the row of the day says the same, and the running day needs no row for each hour.
 */
export function rowOf({ from, to, day }: Piece, isOver: boolean): { from: Date; to: Date } | null {
  if (from.getTime() === day.from.getTime() && (isOver || to.getTime() === day.to.getTime())) return day;
  return from.getTime() % quarterMs === 0 && to.getTime() % quarterMs === 0 ? { from, to } : null;
}
