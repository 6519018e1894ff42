import { isDate, localDate, startOfDay } from '@/lib/core/time';

type Span = { range: null; from: string; to: string };
type Window = { from: string; to: string; tz: string };

/** An edge as the date that begins there; one that is no midnight of the zone stays an instant. */
function edgeOf(text: string, tz: string): string {
  if (isDate(text)) return text;
  const at = new Date(text);
  const date = localDate(at, tz);
  return startOfDay(date, tz).getTime() === at.getTime() ? date : text;
}

/** From and to of the records of a window, in place of a `range`, which moves on with the hours. */
export function windowSpan({ from, to, tz }: Window): Span {
  return { range: null, from: edgeOf(from, tz), to: edgeOf(to, tz) };
}

/** From and to of a bar's records: the dates of its day, week or month, cut by the window as its number is. */
export function bucketSpan(starts: string[], index: number, window: Window): Span {
  const edge = (text: string) => edgeOf(text, window.tz);
  const start = starts[index] ?? window.from;
  const isCut = index === 0 && (!isDate(start) || startOfDay(start, window.tz) < new Date(window.from));
  return { range: null, from: isCut ? edge(window.from) : start, to: edge(starts[index + 1] ?? window.to) };
}
