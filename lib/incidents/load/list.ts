import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { now } from '@/lib/core/time';
import {
  type NextDue,
  nextDueOf,
  type PostmortemView,
  type TargetsView,
  viewPostmortem,
  viewTargets,
} from '../model/listing';
import { isActive } from '../model/status';
import {
  browseResolved,
  countByTab,
  countHidden,
  listCommanders,
  listRecent,
  listUrgent,
  type TabCounts,
} from '../queries/list';
import { incidentStatuses } from '../schema';
import { type IncidentListQuery, type IncidentListRow, incidentListQuery, type ListTab } from '../schema/list';

/**
 * An incident of the list. `openSeconds` counts from detection to its resolution, or until now while it is active; null when its clocks
 * disagree, or it ended without being resolved.
 */
export type ListedRow = IncidentListRow & {
  href: string;
  isOpen: boolean;
  openSeconds: number | null;
  targetsView: TargetsView;
  /** null for one that is over. */
  nextDue: NextDue | null;
  postmortemView: PostmortemView;
};

/**
 * What was resolved in the last seven days, latest first, at most ten; `meanSeconds`: their mean time to restore, null where some are left
 * out or the clocks of one disagree.
 */
export type RecentlyResolved = { rows: ListedRow[]; isCut: boolean; meanSeconds: number | null };

export type IncidentListView = {
  tab: ListTab;
  rows: ListedRow[];
  counts: TabCounts;
  /** Private ones of this tab that the reader may not see. */
  hidden: number;
  commanders: { id: string; name: string }[];
  /** Beside the active ones: what was resolved in the last seven days. */
  recent: RecentlyResolved | null;
  /** All that the tab and the filters leave, as a file; null: the tab is no file. */
  csvHref: string | null;
  newer: string | null;
  older: string | null;
  isFiltered: boolean;
  mayRespond: boolean;
  ignored: string[];
};

const mostUrgent = 200;
const mostRecent = 10;

/** The list of incidents; filters that make no sense are left out and named. */
export async function loadIncidentList(actor: UserActor, search: Search): Promise<IncidentListView> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  return readTolerantly(readSearch(incidentListQuery, search), async ({ query, ignored }) => {
    const { tab, limit: _limit, cursor: _cursor, ...filters } = query;
    const weekAgo = new Date(now().getTime() - 7 * 86_400_000);
    const [page, counts, hidden, commanders, recent] = await Promise.all([
      readPage(actor, query),
      countByTab(actor, filters),
      countHidden(actor),
      listCommanders(actor),
      tab === 'active' ? listRecent(actor, filters, weekAgo, mostRecent + 1) : null,
    ]);
    const { q, severity, service, environment, commander } = filters;
    return {
      tab,
      rows: page.items.map(listed),
      counts,
      hidden: hidden[tab],
      commanders,
      recent: recent && recentOf(recent.map(listed)),
      csvHref: csvHref(query),
      newer: page.newer,
      older: page.older,
      isFiltered: Boolean(q || severity || service || environment || commander),
      mayRespond: can(actor, 'incident:respond'),
      ignored,
    };
  });
}

function recentOf(rows: ListedRow[]): RecentlyResolved {
  const isCut = rows.length > mostRecent;
  const spans = rows.flatMap(({ openSeconds }) => openSeconds ?? []);
  const isWhole = !isCut && spans.length === rows.length && rows.length > 0;
  const meanSeconds = isWhole ? spans.reduce((sum, span) => sum + span, 0) / spans.length : null;
  return { rows: rows.slice(0, mostRecent), isCut, meanSeconds };
}

function csvHref({ tab, drills, q, ...filters }: IncidentListQuery): string | null {
  if (tab === 'postmortem') return null;
  const asked = new URLSearchParams({ format: 'csv' });
  for (const status of incidentStatuses) if (isActive(status) === (tab === 'active')) asked.append('status', status);
  if (!drills) asked.append('kind', 'real');
  if (q) asked.append('q', q);
  const { severity = [], service = [], environment = [], commander = [] } = filters;
  for (const [name, values] of Object.entries({ severity, service, environment, commander }))
    for (const value of values) asked.append(name, value);
  return `/api/v1/incidents?${asked}`;
}

async function readPage(actor: UserActor, query: IncidentListQuery) {
  const { tab, limit: _limit, cursor: _cursor, ...filters } = query;
  if (tab === 'resolved') return browseResolved(actor, query);
  return { items: await listUrgent(actor, tab, filters, mostUrgent), newer: null, older: null };
}

function listed(row: IncidentListRow): ListedRow {
  const at = now();
  const isOpen = isActive(row.status);
  const end = row.resolvedAt ? new Date(row.resolvedAt) : isOpen ? at : null;
  const seconds = end ? (end.getTime() - new Date(row.detectedAt).getTime()) / 1000 : null;
  return {
    ...row,
    href: `/incidents/${row.key}`,
    isOpen,
    openSeconds: seconds !== null && seconds >= 0 ? seconds : null,
    targetsView: viewTargets(row.targets, at),
    nextDue: nextDueOf(row, at),
    postmortemView: viewPostmortem(row, at),
  };
}
