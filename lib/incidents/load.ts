import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { readSql } from '@/lib/db/pool';
import type { DefinitionId } from '@/lib/metrics/schema';
import { auditViewing } from './commands/note-viewing';
import { readPolicies } from './commands/read-policies';
import { maySetAccess } from './model/access';
import type { Who } from './model/authority';
import { numberIn } from './model/key';
import { type Span, spansOf } from './model/spans';
import { isActive } from './model/status';
import { type IncidentVerdict, incidentVerdicts } from './model/verdict';
import { listBySeverity, listIncidents } from './queries';
import { readEverybody } from './queries/access';
import { type LinkedDeployment, readIncidentContext } from './queries/linked';
import { readResponders } from './queries/people';
import { readIncidentLatest } from './queries/record';
import { type IncidentAnswer, type IncidentDetail, incidentStatuses } from './schema';
import type { Person } from './schema/room';

/**
 * An incident as lists show it; `href` is the path of its page. `openSeconds` counts from detection to its end, or until now
 * while it is open; null when its clocks disagree, or it ended without being resolved.
 */
export type ListedIncident = IncidentAnswer & { href: string; isOpen: boolean; openSeconds: number | null };

function requireReader(actor: UserActor): void {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
}

const mostOpen = 200;
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

/** Real incidents that are not over yet, most severe first, then newest: what the count in the navigation counts. */
export async function loadOpenIncidents(actor: UserActor, limit: number): Promise<ListedIncident[]> {
  requireReader(actor);
  return (await listBySeverity(actor, { status: openStatuses, kind: ['real'] }, limit)).map(listed);
}

/** The newest incidents of some services: all that are open first, then as many of the others as fit into `limit`. */
export async function loadIncidentsOf(actor: UserActor, service: string[], limit: number): Promise<ListedIncident[]> {
  requireReader(actor);
  if (service.length === 0) return [];
  const [open, over] = await Promise.all([
    listIncidents(actor, { limit: mostOpen, service, status: openStatuses }),
    listIncidents(actor, { limit, service, status: overStatuses }),
  ]);
  return [...open.items, ...over.items.slice(0, Math.max(0, limit - open.items.length))].map(listed);
}

/** So many of the newest rows come with the page; older ones are read when they are looked for. */
const latestRows = 200;

export type IncidentView = {
  incident: IncidentDetail;
  /** The server's clock when this was read. */
  readAt: string;
  /** Those who may take a seat; empty for somebody who may not respond. */
  people: Person[];
  /** What the severity asks for. */
  rules: { updateMinutes: number | null; postmortemRequired: boolean };
  /** Who looks at it, as far as it decides what they may do. */
  self: Who & { name: string };
  /** Those who may be let into it; null for somebody who may not decide who sees it. */
  everybody: Person[] | null;
  isOpen: boolean;
  /** Seconds from detection until now, for the clock of an open incident. */
  openSeconds: number | null;
  spans: Span[];
  /** What it means for the metrics, by each definition. */
  verdicts: Record<DefinitionId, IncidentVerdict[]>;
  cause: LinkedDeployment | null;
  fix: LinkedDeployment | null;
  /** How many deployments have the ids that are named: with more than one and none linked, the id is ambiguous. */
  causeCandidates: number;
  fixCandidates: number;
  mayRespond: boolean;
};

/** The page of one incident by its INC- key; null when there is none. */
export async function loadIncident(actor: UserActor, key: string): Promise<IncidentView | null> {
  requireReader(actor);
  const number = numberIn(key);
  if (number === null) return null;
  try {
    const [incident, context] = await Promise.all([
      readIncidentLatest(actor, number, latestRows),
      readIncidentContext(number),
    ]);
    await auditViewing(actor, incident.key, incident.visibility === 'private');
    const { isOpen, openSeconds } = listed(incident);
    const [cause, fix] = (['caused', 'fixed'] as const).map(
      (link) => context.linked.find((deployment) => deployment.link === link) ?? null,
    );
    const { environmentKind, causeCandidates, fixCandidates } = context;
    const facts = { incident, environmentKind, cause: cause ?? null, fix: fix ?? null, causeCandidates, fixCandidates };
    const mayRespond = can(actor, 'incident:respond');
    const seats = incident.roles.flatMap(({ seat, holder }) => (holder ? [{ seat, person: holder }] : []));
    const mayDecide = mayRespond && maySetAccess(actor, { declaredBy: context.declaredBy, seats }, null);
    const [people, policies, everybody] = await Promise.all([
      mayRespond ? readResponders() : [],
      readPolicies({ sql: readSql }),
      mayDecide ? readEverybody() : null,
    ]);
    const { updateMinutes, postmortemRequired } = policies[incident.severity];
    return {
      incident,
      readAt: now().toISOString(),
      people,
      rules: { updateMinutes, postmortemRequired },
      everybody,
      self: {
        id: actor.id,
        name: actor.name,
        isManager: can(actor, 'incident:take_over'),
        isAdmin: actor.role === 'admin',
      },
      isOpen,
      openSeconds: isOpen ? openSeconds : null,
      spans: spansOf(facts),
      verdicts: { handbook: incidentVerdicts(facts, 'handbook'), dora: incidentVerdicts(facts, 'dora') },
      cause: facts.cause,
      fix: facts.fix,
      causeCandidates,
      fixCandidates,
      mayRespond,
    };
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
