import { type PageQuery, readSearch, type Search } from '@/lib/core/page-search';
import { type MetricsQuery, metricsQuery } from '../schema';

export const readPageQuery = (search: Search): PageQuery<MetricsQuery> => readSearch(metricsQuery, search);

/** The API's query string for what a page shows, for "Copy as curl" and links to CSV. */
export function apiSearch(query: MetricsQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === false) continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  return search.toString();
}
