import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { serviceSlug } from '@/lib/core/fields';
import { readSearch, type Search } from '@/lib/core/page-search';
import { repeatable } from '@/lib/core/paging';
import { now } from '@/lib/core/time';
import { severities } from '@/lib/incidents/schema';
import type { PostmortemState } from '../model/review';
import { type ListedRow, listPostmortems } from '../queries/list';

export const postmortemViews = ['open', 'review', 'published', 'skipped'] as const;
export type PostmortemViewId = (typeof postmortemViews)[number];

/** The states that a view of the list holds; `open` is what is to be written, also what nobody began. */
export const statesOf: Record<PostmortemViewId, (PostmortemState | 'none')[]> = {
  open: ['none', 'draft', 'changes_requested'],
  review: ['in_review', 'approved'],
  published: ['published'],
  skipped: ['skipped'],
};

const listQuery = z.object({
  view: z.enum(postmortemViews).default('open'),
  severity: repeatable(z.enum(severities)).optional(),
  service: repeatable(serviceSlug).optional(),
});

export type ListedPostmortem = Omit<ListedRow, 'dueAt' | 'detectedAt' | 'publishedAt'> & {
  key: string;
  href: string;
  detectedAt: string;
  publishedAt: string | null;
  dueAt: string | null;
  isOverdue: boolean;
  /** Seconds until it is due; negative when that is over. Null when nothing is due, or nothing more. */
  dueInSeconds: number | null;
};

export type PostmortemList = {
  view: PostmortemViewId;
  counts: Record<PostmortemViewId, number>;
  /** Of all that are not settled. */
  overdue: number;
  items: ListedPostmortem[];
  /** More than are listed. */
  total: number;
  isFiltered: boolean;
  ignored: string[];
};

/** At most so many at once: narrow the list to see others. */
const mostItems = 200;

/** Post-mortems by what they wait for; those that are due first come first, published ones latest first. */
export async function loadPostmortems(actor: UserActor, search: Search): Promise<PostmortemList> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  const { query, ignored } = readSearch(listQuery, search);
  const { view, ...filters } = query;
  const { rows, counts, overdue } = await listPostmortems(actor, filters, statesOf[view], mostItems);
  const at = now().getTime();
  const sum = (states: string[]) => counts.reduce((all, { state, n }) => (states.includes(state) ? all + n : all), 0);
  const total = Object.fromEntries(postmortemViews.map((each) => [each, sum(statesOf[each])])) as Record<
    PostmortemViewId,
    number
  >;
  return {
    view,
    counts: total,
    overdue,
    total: total[view],
    items: rows.map((row) => {
      const isOpen = row.state !== 'published' && row.state !== 'skipped';
      const dueInSeconds = isOpen && row.dueAt ? (row.dueAt.getTime() - at) / 1000 : null;
      return {
        ...row,
        key: `INC-${row.number}`,
        href: `/incidents/INC-${row.number}/postmortem`,
        detectedAt: row.detectedAt.toISOString(),
        publishedAt: row.publishedAt?.toISOString() ?? null,
        dueAt: row.dueAt?.toISOString() ?? null,
        dueInSeconds,
        isOverdue: dueInSeconds !== null && dueInSeconds < 0,
      };
    }),
    isFiltered: Boolean(filters.severity ?? filters.service),
    ignored,
  };
}
