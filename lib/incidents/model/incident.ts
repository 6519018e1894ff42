import { ValidationError } from '@/lib/core/errors';
import {
  type IncidentKind,
  type IncidentPatch,
  type IncidentReport,
  type IncidentSaid,
  type IncidentStatus,
  resolvedBeforeDetected,
  type Severity,
} from '../schema';
import type { Person, Visibility } from '../schema/room';
import { type Fields, fieldEntry } from './field-entry';
import { contradiction, isActive, isReopening, readOnly, requireLegal, working } from './status';

/** An incident as its log adds up to. Deployments are named by the ids that a source chose. */
export type Incident = {
  title: string;
  kind: IncidentKind;
  status: IncidentStatus;
  severity: Severity;
  environment: string | null;
  services: string[];
  startedAt: Date | null;
  detectedAt: Date;
  mitigatedAt: Date | null;
  resolvedAt: Date | null;
  summary: string | null;
  url: string | null;
  reason: string | null;
  causedBy: string | null;
  fixedBy: string | null;
  occurrence: number;
  /** When it was over before it was last re-opened; an event that repeats that end does not end it again. */
  endedBefore: Date | null;
};

/** A row of the log, before it has a number. */
export type LogEntry = {
  kind: string;
  occurredAt: Date;
  text: string;
  payload: Record<string, unknown>;
  /** Who may read it: everyone on the status page, or (absent) those who may see the incident. */
  audience?: 'internal' | 'public';
  /** Written by the program itself, whoever's write it came with. */
  isAutomatic?: true;
};

export type Step = { incident: Incident; log: LogEntry[] };

function later(a: Date | null, b: Date | null): Date | null {
  return !a || (b && b > a) ? b : a;
}

/** How an incident begins, where it does not begin as a report of a machine does. */
export type Beginning = {
  status?: 'triage' | 'investigating';
  visibility?: Visibility;
  declaredBy?: string | null;
  /** Who takes command with the declaration, at `at`. */
  commander?: Person | null;
  at?: Date;
};

/** A new incident from its first report; throws a ValidationError that names the first required field that it lacks. */
export function declare({ services, said }: IncidentReport, now: Date, beginning: Beginning = {}): Step {
  const { title, severity, detectedAt } = said;
  if (title === undefined) throw missing('title');
  if (severity === undefined) throw missing('severity');
  if (detectedAt === undefined) throw missing('detected_at');
  const incident: Incident = {
    title,
    severity,
    detectedAt,
    kind: said.kind ?? 'real',
    status: beginning.status ?? 'investigating',
    environment: said.environment ?? null,
    services,
    startedAt: said.startedAt ?? null,
    mitigatedAt: null,
    resolvedAt: null,
    summary: said.summary ?? null,
    url: said.url ?? null,
    reason: null,
    causedBy: null,
    fixedBy: null,
    occurrence: 1,
    endedBefore: null,
  };
  const { kind, status, environment, startedAt, summary, url } = incident;
  const payload = {
    title,
    severity,
    kind,
    status,
    services,
    environment,
    started_at: startedAt,
    detected_at: detectedAt,
    summary,
    url,
    visibility: said.visibility ?? beginning.visibility ?? 'open',
    declared_by: beginning.declaredBy ?? null,
    backfilled: said.resolvedAt !== undefined,
  };
  const log: LogEntry[] = [{ kind: 'declared', occurredAt: detectedAt, text: `${severity} ${title}`, payload }];
  const { commander } = beginning;
  if (commander) {
    const text = `${commander.name} accepted command`;
    const seated = { seat: 'commander', person: commander };
    log.push({ kind: 'role_accepted', occurredAt: beginning.at ?? now, text, payload: seated });
  }
  const { mitigatedAt, resolvedAt, causedBy, fixedBy } = said;
  return merge({ incident, log }, clean({ mitigatedAt, resolvedAt, causedBy, fixedBy }), now);
}

function missing(field: string): ValidationError {
  return new ValidationError([{ path: `/${field}`, message: `The first report of an incident needs ${field}.` }]);
}

function clean(said: { [K in keyof IncidentSaid]: IncidentSaid[K] | undefined }): IncidentSaid {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** The same incident reported again: what is absent stays, services are added, `resolved_at` only moves later (api.md, Ingest). */
export function mergeReport(incident: Incident, { services, said }: IncidentReport, now: Date): Step {
  // Of what was merged, declined or cancelled nobody reads on; its source may go on repeating what it knows.
  if (readOnly.includes(incident.status)) return { incident, log: [] };
  return merge(joinServices(incident, services, now), said, now);
}

/** The incident with services that it affects too, and the row that names those which are new. */
export function joinServices(incident: Incident, services: string[], now: Date): Step {
  const step: Step = { incident, log: [] };
  const added = services.filter((slug) => !incident.services.includes(slug));
  if (added.length === 0) return step;
  const text = `Also affects ${added.join(', ')}`;
  const entry = { kind: 'services_changed', occurredAt: now, text, payload: { added } };
  return note(step, { services: [...incident.services, ...added] }, entry);
}

function merge(start: Step, said: IncidentSaid, now: Date): Step {
  // Whether it is private is said at its declaration; a report that comes again changes nothing of it.
  const { mitigatedAt, resolvedAt, visibility: _declared, ...rest } = said;
  let step = setFields(start, rest, now);
  const { endedBefore } = step.incident;
  const isNews = (at: Date | undefined): at is Date => at !== undefined && (!endedBefore || at > endedBefore);
  if (isNews(mitigatedAt)) {
    step = setFields(step, { mitigatedAt }, now);
    if (working.includes(step.incident.status) || step.incident.status === 'triage')
      step = move(step, 'mitigated', mitigatedAt);
  }
  if (isNews(resolvedAt) && (!step.incident.resolvedAt || resolvedAt > step.incident.resolvedAt)) {
    step = setFields(step, { resolvedAt }, now);
    if (isActive(step.incident.status)) step = move(step, 'resolved', resolvedAt);
  }
  return step;
}

/** Sets fields that are given and differ, with a row of the log for each. */
function setFields(start: Step, fields: Fields, now: Date): Step {
  let step = start;
  for (const key of Object.keys(fields) as (keyof Fields)[]) {
    const value = fields[key];
    const before = step.incident[key];
    if (value === undefined || same(before, value)) continue;
    step = note(step, { [key]: value }, fieldEntry(key, before, value, now));
  }
  return step;
}

function same(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}

function note({ incident, log }: Step, change: Partial<Incident>, entry: LogEntry): Step {
  return { incident: { ...incident, ...change }, log: [...log, entry] };
}

function move(step: Step, to: IncidentStatus, at: Date, reason?: string): Step {
  const { incident } = step;
  const from = incident.status;
  const reopened = isReopening(from, to);
  const endedAt = reopened ? later(later(incident.mitigatedAt, incident.resolvedAt), incident.endedBefore) : null;
  const change: Partial<Incident> = { status: to, ...(reason ? { reason } : {}) };
  const again = { mitigatedAt: null, resolvedAt: null, occurrence: incident.occurrence + 1, endedBefore: endedAt };
  const text = reopened ? `Re-opened: ${reason}` : `Status changed from ${from} to ${to}${reason ? `: ${reason}` : ''}`;
  const payload = {
    from,
    to,
    ...(reason ? { reason } : {}),
    // Resolving without a word on mitigation mitigates (incidents.md §4).
    ...(reopened
      ? {
          occurrence: incident.occurrence + 1,
          ended_at: endedAt,
          mitigated_at: incident.mitigatedAt ?? incident.resolvedAt,
        }
      : {}),
  };
  return note(step, reopened ? { ...change, ...again } : change, {
    kind: 'status_changed',
    occurredAt: at,
    text,
    payload,
  });
}

/**
 * Sets exactly what a patch names. A status must be a legal next step, and one that implies a time gets it (now, if none is
 * given); a time that implies a status brings it. Throws a ValidationError otherwise.
 */
export function applyPatch(incident: Incident, patch: IncidentPatch, now: Date): Step {
  const {
    status,
    reason,
    mitigatedAt,
    resolvedAt,
    expectedVersion: _seen,
    visibility: _room,
    mergedInto: _target,
    ...rest
  } = patch;
  const to = status ?? impliedStatus(incident, patch);
  let step = setFields({ incident, log: [] }, rest, now);
  if (to !== undefined && to !== incident.status) {
    requireLegal(incident.status, to, reason);
    if (resolvedAt && isActive(to))
      throw contradiction('/resolved_at', `An incident that is ${to} has no resolved_at.`);
    const at = to === 'resolved' ? (resolvedAt ?? now) : to === 'mitigated' ? (mitigatedAt ?? now) : now;
    step = move(step, to, at, reason);
    if (to === 'resolved') step = setFields(step, { resolvedAt: at }, now);
    if (to === 'mitigated') step = setFields(step, { mitigatedAt: at }, now);
  } else if (reason !== undefined && reason !== incident.reason) {
    step = note(
      step,
      { reason },
      { kind: 'reason_changed', occurredAt: now, text: `Reason: ${reason}`, payload: { to: reason } },
    );
  }
  return requireOrder(setFields(step, { mitigatedAt, resolvedAt }, now), patch);
}

/** Refuses a patch that itself sets one of the two times so that they contradict; what reports left so may stay (metrics.md). */
function requireOrder(step: Step, patch: IncidentPatch): Step {
  const { detectedAt, resolvedAt } = step.incident;
  const path = patch.resolvedAt ? '/resolved_at' : patch.detectedAt ? '/detected_at' : null;
  if (path && resolvedAt && resolvedAt < detectedAt) throw contradiction(path, resolvedBeforeDetected);
  return step;
}

function impliedStatus({ status }: Incident, { mitigatedAt, resolvedAt }: IncidentPatch): IncidentStatus | undefined {
  if (resolvedAt && isActive(status)) return 'resolved';
  return mitigatedAt && (working.includes(status) || status === 'triage') ? 'mitigated' : undefined;
}
