import { isDate, localDate, startOfDay } from '@/lib/core/time';

/**
 * From and to of a bar's records: the dates of its day, week or month, cut by the window as its number is; an edge that is no
 * midnight of the zone stays an instant.
 */
export function bucketSpan(
  starts: string[],
  index: number,
  window: { from: string; to: string; tz: string },
): { range: null; from: string; to: string } {
  const edge = (text: string) => {
    if (isDate(text)) return text;
    const at = new Date(text);
    const date = localDate(at, window.tz);
    return startOfDay(date, window.tz).getTime() === at.getTime() ? date : text;
  };
  const start = starts[index] ?? window.from;
  const isCut = index === 0 && (!isDate(start) || startOfDay(start, window.tz) < new Date(window.from));
  return { range: null, from: isCut ? edge(window.from) : start, to: edge(starts[index + 1] ?? window.to) };
}
