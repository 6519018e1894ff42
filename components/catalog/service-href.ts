import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';

/** The page of a service with the window and zone of this one. */
export function serviceHref(service: string, search: Search): string {
  return hrefWith(`/services/${encodeURIComponent(service)}`, search, { service: null, team: null });
}
