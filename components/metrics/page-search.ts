import { isDate, localDate, startOfDay } from '@/lib/core/time';

/** What a page's address says, as Next.js hands it over. */
export type PageSearch = Record<string, string | string[] | undefined>;

const shared = [
  'range',
  'from',
  'to',
  'tz',
  'service',
  'team',
  'environment',
  'definition',
  'benchmark',
  'exclude_bots',
];

/**
 * An address with the filters of the present one, so that a click keeps window, zone and scope. `change` sets or, with null,
 * removes parameters; what belongs to one page only (sorting, search, cursor) is left behind unless it is named in `also`.
 */
export function hrefWith(
  path: string,
  search: PageSearch,
  change: Record<string, string | string[] | null | undefined> = {},
  also: string[] = [],
): string {
  const next = new URLSearchParams();
  for (const name of [...shared, ...also, ...Object.keys(change)]) {
    if (next.has(name)) continue;
    const value = name in change ? change[name] : search[name];
    for (const item of Array.isArray(value) ? value : [value]) if (item) next.append(name, item);
  }
  const text = next.toString();
  return text ? `${path}?${text}` : path;
}

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
