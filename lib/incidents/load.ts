import 'server-only';
import type { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError, ValidationError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { readSearch, type Search } from '@/lib/metrics/load/page-query';
import { counts, isActive } from './model/status';
import { listIncidents, readIncident } from './queries';
import { type LinkedDeployment, readLinkedDeployments } from './queries/linked';
import {
  type IncidentAnswer,
  type IncidentDetail,
  type IncidentStatus,
  incidentStatuses,
  incidentsQuery,
} from './schema';

/**
 * An incident as lists show it; `href` is the path of its page. `openSeconds` counts from detection to its end, or until now
 * while it is open; null when its clocks disagree, or it ended without being resolved.
 */
export type ListedIncident = IncidentAnswer & { href: string; isOpen: boolean; openSeconds: number | null };

function requireReader(actor: UserActor): void {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
}

const openStatuses = incidentStatuses.filter(isActive);
const overStatuses = incidentStatuses.filter((status) => !isActive(status));

function listed(item: IncidentAnswer): ListedIncident {
  const isOpen = isActive(item.status);
  const end = item.resolved_at ? new Date(item.resolved_at) : isOpen ? now() : null;
  const seconds = end ? (end.getTime() - new Date(item.detected_at).getTime()) / 1000 : null;
  return {
    ...item,
    href: new URL(item.url).pathname,
    isOpen,
    openSeconds: seconds !== null && seconds >= 0 ? seconds : null,
  };
}

/** Incidents that are not over yet, newest first. */
export async function loadOpenIncidents(actor: UserActor, limit: number): Promise<ListedIncident[]> {
  requireReader(actor);
  const { items } = await listIncidents({ limit, status: openStatuses });
  return items.map(listed);
}

/** The newest incidents of some services, open ones first. */
export async function loadIncidentsOf(actor: UserActor, service: string[], limit: number): Promise<ListedIncident[]> {
  requireReader(actor);
  if (service.length === 0) return [];
  const [open, over] = await Promise.all([
    listIncidents({ limit, service, status: openStatuses }),
    listIncidents({ limit, service, status: overStatuses }),
  ]);
  return [...open.items, ...over.items].slice(0, limit).map(listed);
}

const listQuery = incidentsQuery.pick({ status: true, severity: true, service: true, limit: true, cursor: true });
const mostOpen = 200;

export type IncidentsView = {
  /** All that are open, most severe first; empty on later pages of the others. */
  open: ListedIncident[];
  /** Those that are over, latest detected first. */
  over: ListedIncident[];
  nextCursor: string | null;
  isFirstPage: boolean;
  ignored: string[];
};

/** The list of incidents; filters that make no sense are left out and named. */
export async function loadIncidents(actor: UserActor, search: Search): Promise<IncidentsView> {
  requireReader(actor);
  const page = readSearch(listQuery, search);
  const read = async (query: z.output<typeof listQuery>, ignored: string[]): Promise<IncidentsView> => {
    const { status, cursor, limit, ...filters } = query;
    const among = (all: IncidentStatus[]) => all.filter((each) => !status || status.includes(each));
    const [open, over] = [among(openStatuses), among(overStatuses)];
    const none = Promise.resolve({ items: [], next_cursor: null });
    const [active, past] = await Promise.all([
      open.length > 0 && !cursor ? listIncidents({ ...filters, status: open, limit: mostOpen }) : none,
      over.length > 0 ? listIncidents({ ...filters, status: over, limit, cursor }) : none,
    ]);
    return {
      open: active.items.map(listed).sort((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0)),
      over: past.items.map(listed),
      nextCursor: past.next_cursor,
      isFirstPage: !cursor,
      ignored,
    };
  };
  try {
    return await read(page.query, page.ignored);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const { cursor: _cursor, ...query } = page.query;
    return read(query, [...page.ignored, 'cursor']);
  }
}

export type IncidentView = {
  incident: IncidentDetail;
  isOpen: boolean;
  /** Whether metrics count it. */
  counts: boolean;
  linked: LinkedDeployment[];
};

/** The page of one incident by its INC- key; null when there is none. */
export async function loadIncident(actor: UserActor, key: string): Promise<IncidentView | null> {
  requireReader(actor);
  const number = /^INC-(\d{1,15})$/i.exec(key)?.[1];
  if (!number) return null;
  try {
    const [incident, linked] = await Promise.all([
      readIncident(`INC-${number}`, null),
      readLinkedDeployments(Number(number)),
    ]);
    return { incident, isOpen: isActive(incident.status), counts: counts(incident), linked };
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
