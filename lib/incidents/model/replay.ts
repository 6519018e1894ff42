import type { IncidentKind, IncidentStatus, Severity } from '../schema';
import type { Incident } from './incident';
import { leftBySeq, redactedWords } from './redaction';
import { applyEntry, emptyRoom, judgeRoom, type Room } from './room';
import { present } from './settle';

/** A row of the log as it is stored; what was redacted has neither words nor payload. */
export type LoggedRow = {
  seq: number;
  kind: string;
  occurredAt: Date;
  recordedAt: Date;
  /** Who wrote it. Rows of one write have the same author and the same time of recording. */
  author: string;
  text: string | null;
  payload: Record<string, unknown> | null;
};

/** What a log adds up to, from its first row on; nothing but the rows has a part in it. */
export type Replayed = { incident: Incident; room: Room };

/**
 * Folds a whole log, write by write, judging the targets at the time of each write as the writer did (I4: what is stored is this). Throws
 * when the log does not begin with a declaration.
 */
export function replay(rows: LoggedRow[]): Replayed {
  const kept = leftBySeq(rows);
  let incident: Incident | null = null;
  let room = emptyRoom;
  rows.forEach((row, index) => {
    const payload = row.payload ?? kept.get(row.seq) ?? {};
    const entry = { ...row, text: row.text ?? redactedWords, payload };
    if (row.kind === 'declared') incident = declaredBy(payload);
    if (!incident) throw new Error('the log does not begin with a declaration');
    const { occurrence, severity } = present(entry, incident);
    incident = { ...factsAfter(incident, row.kind, payload), occurrence, severity };
    room = applyEntry(room, entry, { occurrence, severity });
    const next = rows[index + 1];
    const isLast = next?.author !== row.author || next.recordedAt.getTime() !== row.recordedAt.getTime();
    if (isLast) room = judgeRoom(room, incident, row.recordedAt);
  });
  if (!incident) throw new Error('the log is empty');
  return { incident, room };
}

const instant = (value: unknown) => (typeof value === 'string' ? new Date(value) : null);
const words = (value: unknown) => (typeof value === 'string' ? value : null);

function declaredBy(payload: Record<string, unknown>): Incident {
  return {
    title: String(payload.title),
    kind: (payload.kind as IncidentKind | undefined) ?? 'real',
    status: (payload.status as IncidentStatus | undefined) ?? 'investigating',
    severity: payload.severity as Severity,
    environment: words(payload.environment),
    services: (payload.services as string[] | undefined) ?? [],
    startedAt: instant(payload.started_at),
    detectedAt: instant(payload.detected_at) ?? new Date(Number.NaN),
    mitigatedAt: null,
    resolvedAt: null,
    summary: words(payload.summary),
    url: words(payload.url),
    reason: null,
    causedBy: null,
    fixedBy: null,
    occurrence: 1,
    endedBefore: null,
  };
}

const milestones: Record<string, 'startedAt' | 'detectedAt' | 'mitigatedAt' | 'resolvedAt'> = {
  impact_started: 'startedAt',
  detected: 'detectedAt',
  mitigated: 'mitigatedAt',
  resolved: 'resolvedAt',
};

/** The facts after a row, but for occurrence and severity. */
function factsAfter(incident: Incident, kind: string, payload: Record<string, unknown>): Incident {
  switch (kind) {
    case 'status_changed': {
      const reason = words(payload.reason) ?? incident.reason;
      const moved = { ...incident, status: payload.to as IncidentStatus, reason };
      if (payload.occurrence === undefined) return moved;
      return { ...moved, mitigatedAt: null, resolvedAt: null, endedBefore: instant(payload.ended_at) };
    }
    case 'milestone_set': {
      const field = milestones[String(payload.milestone)];
      return field ? { ...incident, [field]: instant(payload.at) } : incident;
    }
    case 'deploy_verdict':
      return { ...incident, [payload.verdict === 'caused' ? 'causedBy' : 'fixedBy']: words(payload.deployment) };
    case 'services_changed':
      return { ...incident, services: [...incident.services, ...(payload.added as string[])] };
    case 'title_changed':
    case 'summary_changed':
    case 'kind_changed':
    case 'environment_changed':
    case 'url_changed':
    case 'reason_changed':
      return { ...incident, [kind.replace('_changed', '')]: payload.to };
    default:
      return incident;
  }
}
