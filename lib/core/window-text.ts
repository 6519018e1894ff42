import { addDays, formatDate, formatInZone, localDate, startOfDay } from './time';

type Window = { from: string; to: string; tz: string };

/** '30 Sep 2026 – 29 Oct 2026': the days of a half-open window, or its instants where it is cut within a day. */
export function windowText({ from, to, tz }: Window): string {
  const [start, end] = [new Date(from), new Date(to)];
  const first = localDate(start, tz);
  const after = localDate(end, tz);
  const wholeDays =
    startOfDay(first, tz).getTime() === start.getTime() && startOfDay(after, tz).getTime() === end.getTime();
  if (!wholeDays) return `${formatInZone(start, tz, 'short')} – ${formatInZone(end, tz, 'short')}`;
  const last = addDays(after, -1);
  if (first === last) return formatDate(first);
  return `${formatDate(first, first.slice(0, 4) !== last.slice(0, 4))} – ${formatDate(last)}`;
}
