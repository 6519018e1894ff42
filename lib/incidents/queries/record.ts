import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import { gather } from '@/lib/core/gather';
import { now } from '@/lib/core/time';
import { primarySql, type Queryable, readSnapshot } from '@/lib/db/pool';
import { findIncident } from '../commands/find';
import { type LearningSpanId, learningSpans, spanValueOf } from '../model/learning';
import { earliest, isRaise } from '../model/room';
import { isActive } from '../model/status';
import { type IncidentRow, incidentColumns, toAnswer } from '../queries';
import type { IncidentDetail, TimelineRow } from '../schema';
import type { ProposalAnswer } from '../schema/alerts';
import { readWhoSees } from './access';
import { readAlerts, readProposals } from './alerts';
import { readRoomAnswer } from './room';
import { visibleTo } from './visible';

/** One incident with its log after `after`; `key` is INC-42 or a source's id, see `findIncident`. */
export function readIncident(actor: Actor, key: string, after = 0): Promise<IncidentDetail> {
  return readSnapshot(async (db) => readDetail(db, actor, key, (id) => readTimeline(db, id, after)));
}

/** The same with the newest `limit` rows of its log, by its number. */
export function readIncidentLatest(actor: Actor, number: number, limit: number): Promise<IncidentDetail> {
  return readSnapshot(async (db) => readDetail(db, actor, `INC-${number}`, (id) => readLatestRows(db, id, limit)));
}

async function readDetail(
  db: Queryable,
  actor: Actor,
  key: string,
  rowsOf: (id: number) => Promise<TimelineRow[]>,
): Promise<IncidentDetail> {
  const id = await findIncident(db, actor, key);
  const [[row], room, alerts, proposals, timeline] = await Promise.all([
    db.sql<IncidentRow>(sql`
      SELECT ${incidentColumns} FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.id = ${id}`),
    readRoomAnswer(db, id, visibleTo(actor, sql`o`)),
    readAlerts(db, id),
    readProposals(db, id),
    rowsOf(id),
  ]);
  if (!row) throw new NotFoundError(`Incident "${key}"`);
  const people = row.visibility === 'private' ? await readWhoSees(db, id) : null;
  return {
    ...toAnswer(row),
    ...room,
    can_see: people,
    alerts,
    proposals: proposals.filter((proposal) => stands(proposal, row, alerts.firing)),
    milestones: milestonesOf(row),
    ...durationsOf(row),
    last_seq: row.lastSeq,
    timeline,
  };
}

/** Is it still to be decided? */
function stands(proposal: ProposalAnswer, { status, severity }: IncidentRow, firing: number): boolean {
  if (!isActive(status)) return false;
  switch (proposal.kind) {
    case 'status':
      return firing === 0 && proposal.to === (status === 'mitigated' ? 'resolved' : 'mitigated');
    case 'severity':
      return isRaise(severity, proposal.to);
    case 'reopen':
      return new Date(proposal.until) > now();
  }
}

function milestonesOf(row: IncidentRow): IncidentDetail['milestones'] {
  type Milestone = IncidentDetail['milestones'][number];
  const all: [Milestone['kind'], Date | null, Milestone['method']][] = [
    ['impact_started', row.started_at, 'reported'],
    ['detected', row.detected_at, 'reported'],
    ['declared', row.declared_at, 'derived'],
    ['acknowledged', row.acknowledged_at, 'derived'],
    // Those of before it was re-opened stay (incidents.md §4).
    ['mitigated', row.firstMitigatedAt, 'reported'],
    // Resolving without a word on mitigation mitigates (incidents.md §4).
    row.mitigated_at ? ['mitigated', row.mitigated_at, 'reported'] : ['mitigated', row.resolved_at, 'derived'],
    ['resolved', row.resolved_at, 'reported'],
    ['closed', row.closed_at, 'derived'],
  ];
  return all.flatMap(([kind, at, method]) => (at ? [{ kind, at: at.toISOString(), method }] : []));
}

/** Spans between milestones, each with its state: null but when that is `ok` (incidents.md §5). */
function durationsOf(row: IncidentRow): Pick<IncidentDetail, 'durations' | 'duration_states'> {
  const moments = {
    status: row.status,
    startedAt: row.started_at,
    detectedAt: row.detected_at,
    acknowledgedAt: row.acknowledged_at,
    mitigatedAt: earliest(row.firstMitigatedAt, row.mitigated_at ?? row.resolved_at),
    resolvedAt: row.resolved_at,
  };
  const value = (id: LearningSpanId) => {
    const span = learningSpans.find((each) => each.id === id);
    return span ? spanValueOf(moments, span) : { state: 'missing' as const };
  };
  const seconds = (id: LearningSpanId) => {
    const found = value(id);
    return found.state === 'ok' ? found.seconds : null;
  };
  return {
    durations: {
      time_to_acknowledge_seconds: seconds('acknowledge'),
      time_to_detect_seconds: seconds('detect'),
      time_to_mitigate_seconds: seconds('mitigate'),
      time_to_restore_seconds: seconds('restore'),
      duration_seconds: seconds('duration'),
    },
    duration_states: {
      time_to_acknowledge: value('acknowledge').state,
      time_to_detect: value('detect').state,
      time_to_mitigate: value('mitigate').state,
      time_to_restore: value('restore').state,
      duration: value('duration').state,
    },
  };
}

type EventRow = {
  seq: number;
  kind: string;
  text: string | null;
  occurredAt: Date;
  recordedAt: Date;
  actorType: string;
  actorId: string | null;
  actorName: string;
  audience: 'internal' | 'public';
  payload: Record<string, unknown> | null;
};

const eventColumns = sql`
  seq, kind, text, occurred_at AS "occurredAt", recorded_at AS "recordedAt", actor_type AS "actorType", actor_id AS "actorId", actor_name AS "actorName", audience, payload`;

function toTimelineRow(row: EventRow): TimelineRow {
  return {
    seq: row.seq,
    kind: row.kind,
    text: row.text,
    audience: row.audience,
    occurred_at: row.occurredAt.toISOString(),
    recorded_at: row.recordedAt.toISOString(),
    actor: { type: row.actorType, id: row.actorType === 'user' ? row.actorId : null, name: row.actorName },
    details: row.payload ?? {},
  };
}

/** Rows of an incident's log after `after`, by seq, at most 1,000. */
export async function readTimeline(db: Queryable, incidentId: number, after: number): Promise<TimelineRow[]> {
  const rows = await db.sql<EventRow>(sql`
    SELECT ${eventColumns} FROM incident_event WHERE incident_id = ${incidentId} AND seq > ${after} ORDER BY seq LIMIT 1000`);
  return rows.map(toTimelineRow);
}

/** The newest rows of a log, by seq. */
export async function readLatestRows(db: Queryable, incidentId: number, limit: number): Promise<TimelineRow[]> {
  const rows = await db.sql<EventRow>(sql`
    SELECT ${eventColumns} FROM incident_event WHERE incident_id = ${incidentId} ORDER BY seq DESC LIMIT ${limit}`);
  return rows.reverse().map(toTimelineRow);
}

/** Rows that were written together are read together. */
const singleRows = gather<{ incidentId: number; seq: number }, EventRow | null>({
  serve: async (wanted) => {
    const rows = await primarySql<EventRow & { incidentId: number }>(sql`
      SELECT incident_id AS "incidentId", ${eventColumns} FROM incident_event
      WHERE (incident_id, seq) IN (
        SELECT * FROM unnest(${wanted.map((row) => row.incidentId)}::bigint[], ${wanted.map((row) => row.seq)}::int[]))`);
    return wanted.map(
      ({ incidentId, seq }) => rows.find((row) => row.incidentId === incidentId && row.seq === seq) ?? null,
    );
  },
  isForAll: () => true,
  limit: 100,
});

/** One row of a log, from the primary: what a writer is answered must hold what it wrote. */
export async function readTimelineRow(incidentId: number, seq: number): Promise<TimelineRow> {
  const row = await singleRows('', { incidentId, seq });
  if (!row) throw new NotFoundError('This row of the timeline');
  return toTimelineRow(row);
}
