import { formatCount } from './format';
import { addDays, formatDate, formatInZone, localDate, startOfDay } from './time';

type Window = { from: string; to: string; tz: string };

/** '30 Sep – 29 Oct 2026': the days of a half-open window, or its instants where it is cut within a day: '30 Sep, 14:00 – 29 Oct 2026, 14:00'. */
export function windowText({ from, to, tz }: Window): string {
  const [start, end] = [new Date(from), new Date(to)];
  const first = localDate(start, tz);
  const after = localDate(end, tz);
  const wholeDays =
    startOfDay(first, tz).getTime() === start.getTime() && startOfDay(after, tz).getTime() === end.getTime();
  const last = wholeDays ? addDays(after, -1) : after;
  const [begin, finish] = [formatDate(first, first.slice(0, 4) !== last.slice(0, 4)), formatDate(last)];
  if (!wholeDays) return `${begin}, ${formatInZone(start, tz, 'clock')} – ${finish}, ${formatInZone(end, tz, 'clock')}`;
  return first === last ? finish : `${begin} – ${finish}`;
}

/** '30 days', '1 day', '2.5 days'. */
export function daysText(days: number): string {
  return formatCount(Math.round(days * 10) / 10, 'day');
}
