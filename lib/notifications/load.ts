import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import type { Page } from '@/lib/core/paging';
import { primarySql } from '@/lib/db/pool';
import { listChannels, listRoutes } from './queries/channels';
import { listNotifications } from './queries/deliveries';
import {
  type ListedChannel,
  type ListedNotification,
  type ListedRoute,
  notificationsQuery,
  type Severity,
} from './schema';

export type NotificationsView = {
  channels: ListedChannel[];
  routes: ListedRoute[];
  /** Severities that are meant to page and would wake nobody. */
  unpaged: Severity[];
  deliveries: Page<ListedNotification>;
  ignored: string[];
  filtered: boolean;
};

/** The page of notifications: who is told, what each severity does, and what became of the messages. */
export async function loadNotifications(actor: UserActor, search: Search): Promise<NotificationsView> {
  if (!can(actor, 'notification:manage')) throw new ForbiddenError('Only administrators manage notifications.');
  const db = { sql: primarySql };
  const page = readSearch(notificationsQuery, search);
  const [channels, routes, read] = await Promise.all([
    listChannels(db),
    listRoutes(db),
    readTolerantly(page, async ({ query, ignored }) => ({
      deliveries: await listNotifications(actor, query),
      ignored,
    })),
  ]);
  const wakes = new Set(channels.flatMap(({ id, enabled, canPage }) => (enabled && canPage ? [id] : [])));
  const unpaged = routes.flatMap(({ severity, reaction, primary }) =>
    reaction === 'page' && !primary.some((id) => wakes.has(id)) ? [severity] : [],
  );
  const { state, channel, incident } = page.query;
  return { channels, routes, unpaged, ...read, filtered: Boolean(state || channel || incident) };
}
