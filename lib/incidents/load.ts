import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { isActive } from './model/status';
import { listIncidents } from './queries';
import { type IncidentAnswer, incidentStatuses } from './schema';

/** An incident as lists show it; `href` is the path of its page. */
export type ListedIncident = IncidentAnswer & { href: string };

/** Incidents that are not over yet, newest first. */
export async function loadOpenIncidents(actor: UserActor, limit: number): Promise<ListedIncident[]> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  const { items } = await listIncidents({ limit, status: incidentStatuses.filter(isActive) });
  return items.map((item) => ({ ...item, href: new URL(item.url).pathname }));
}
