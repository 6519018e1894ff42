import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { now } from '@/lib/core/time';
import { type DueState, dueStateOf } from './model';
import { dueDay, listActions, listOverActions, readActionItem } from './queries';
import { readCompletion } from './queries/completion';
import {
  type ActionCounts,
  type ActionWeek,
  countActions,
  listOwners,
  listPeople,
  type OwnerOption,
  readActionWeeks,
} from './queries/overview';
import { type ActionAnswer, type ActionStatus, type ActionsPageQuery, actionsPageQuery } from './schema';

export type OpenAction = ActionAnswer & { dueState: DueState };

export type ActionsView = {
  view: 'table' | 'board';
  /** Today's date in UTC, by which due dates are judged. */
  today: string;
  counts: ActionCounts;
  /** Of SEV1 and SEV2, decided within these days: how many of them were done within their term. */
  inTime: { days: number; decided: number; done: number };
  weeks: ActionWeek[];
  /** Not over, soonest due first. */
  open: OpenAction[];
  /** There are more that are not over than are shown. */
  hasMoreOpen: boolean;
  /** Done or cancelled, latest first, when they are asked for; on the board the latest of each. */
  over: { items: ActionAnswer[]; next: string | null; isFirstPage: boolean } | null;
  /** The one that the address names. */
  item: ActionAnswer | null;
  isFiltered: boolean;
  owners: OwnerOption[];
  /** Who can be named as an owner; empty for those who may not write. */
  people: OwnerOption[];
  mayWrite: boolean;
  /** Owners of listed items of incidents that are overdue, who can be reminded. */
  lateOwners: number;
  ignored: string[];
};

const mostOpen = 200;
const overPerPage = 50;
const onBoard = 20;
const shownWeeks = 8;
const inTimeDays = 90;
const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);
const notOver: ActionStatus[] = ['open', 'in_progress'];

/** The page of action items; filters that make no sense are left out and named. */
export async function loadActions(actor: UserActor, search: Search): Promise<ActionsView> {
  if (!can(actor, 'action:read')) throw new ForbiddenError('Ask an administrator for a role that sees action items.');
  return readTolerantly(readSearch(actionsPageQuery, search), async ({ query, ignored }) => ({
    ...(await readView(actor, query)),
    ignored,
  }));
}

async function readView(actor: UserActor, query: ActionsPageQuery): Promise<Omit<ActionsView, 'ignored'>> {
  const { owner, service, view, item } = query;
  const scope = { owner, service };
  const mayWrite = can(actor, 'action:write');
  const today = dueDay();
  const at = now();
  const [counts, completion, weeks, open, over, named, owners, people] = await Promise.all([
    countActions(actor, scope),
    readCompletion({ from: new Date(at.getTime() - inTimeDays * 86_400_000), to: at }, scope, at),
    readActionWeeks(scope, shownWeeks),
    listActions(actor, { ...scope, status: notOver, limit: mostOpen }),
    readOver(actor, query),
    item === undefined ? null : readActionItem(actor, item).catch(absent),
    listOwners(actor),
    mayWrite ? listPeople() : [],
  ]);
  return {
    view,
    today,
    counts,
    inTime: {
      days: inTimeDays,
      decided: sum(completion.map(({ decided }) => decided)),
      done: sum(completion.map(({ inTime }) => inTime)),
    },
    weeks,
    open: open.items.map((each) => ({ ...each, dueState: dueStateOf(each, today) })),
    hasMoreOpen: open.next_cursor !== null,
    over,
    item: named,
    isFiltered: Boolean(owner ?? service),
    owners,
    people,
    mayWrite,
    lateOwners: new Set(open.items.flatMap(({ overdue, incident, owner: each }) => (overdue && incident ? [each] : [])))
      .size,
  };
}

function absent(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}

async function readOver(
  actor: UserActor,
  { owner, service, view, show, cursor }: ActionsPageQuery,
): Promise<ActionsView['over']> {
  const scope = { owner, service };
  if (view === 'board') {
    const columns: ActionStatus[] = ['done', 'cancelled'];
    const pages = await Promise.all(
      columns.map((status) => listOverActions(actor, { ...scope, status: [status], limit: onBoard })),
    );
    return { items: pages.flatMap(({ items }) => items), next: null, isFirstPage: true };
  }
  if (show !== 'over') return null;
  const page = await listOverActions(actor, { ...scope, limit: overPerPage, cursor });
  return { items: page.items, next: page.next_cursor, isFirstPage: cursor === undefined };
}
