import type { Search } from './page-search';

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
  search: Search,
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
