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
import { browseResolved, countByTab, countHidden, listCommanders, listUrgent, type TabCounts } from '../queries/list';
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

export type IncidentListView = {
  tab: ListTab;
  rows: ListedRow[];
  counts: TabCounts;
  /** Private ones of this tab that the reader may not see. */
  hidden: number;
  commanders: { id: string; name: string }[];
  newer: string | null;
  older: string | null;
  isFiltered: boolean;
  mayRespond: boolean;
  ignored: string[];
};

const mostUrgent = 200;

/** The list of incidents; filters that make no sense are left out and named. */
export async function loadIncidentList(actor: UserActor, search: Search): Promise<IncidentListView> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  return readTolerantly(readSearch(incidentListQuery, search), async ({ query, ignored }) => {
    const { tab, limit: _limit, cursor: _cursor, ...filters } = query;
    const [page, counts, hidden, commanders] = await Promise.all([
      readPage(actor, query),
      countByTab(actor, filters),
      countHidden(actor),
      listCommanders(actor),
    ]);
    const { q, severity, service, environment, commander } = filters;
    return {
      tab,
      rows: page.items.map(listed),
      counts,
      hidden: hidden[tab],
      commanders,
      newer: page.newer,
      older: page.older,
      isFiltered: Boolean(q || severity || service || environment || commander),
      mayRespond: can(actor, 'incident:respond'),
      ignored,
    };
  });
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
