import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { windowSpan } from './bucket-span';

type Explained = {
  slug: string;
  /** The filters of the page, and the API's query string for them. */
  search: Search;
  apiSearch: string;
  /** The window in which the number was counted. */
  window: { from: string; to: string; tz: string };
};

/** Where an explanation leads: to records and numbers of the very window that it counted, also hours later. */
export function whyAddresses({ slug, search, apiSearch, window }: Explained) {
  const span = windowSpan(window);
  const asked = new URLSearchParams(apiSearch);
  asked.delete('range');
  asked.set('from', span.from);
  asked.set('to', span.to);
  const metrics = '/api/v1/metrics/dora';
  return {
    why: `${metrics}/${slug}/why?${asked}`,
    csv: `${metrics}/${slug}/records?${asked}&format=csv`,
    dora: `${metrics}?${asked}`,
    records: (part?: string) => `${hrefWith(`/metrics/${slug}`, search, { ...span, part })}#records`,
  };
}
