import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db/pool';
import type { Severity } from '@/lib/incidents/schema';
import type { DeployFact, PostmortemFacts, TargetFact } from '../model/facts';
import { identifiedAs, type LogRow, timelineOf } from '../model/timeline';

type Head = {
  number: number;
  title: string;
  severity: Severity;
  services: string[];
  environment: string | null;
  summary: string | null;
  startedAt: Date | null;
  detectedAt: Date;
  mitigatedAt: Date | null;
  resolvedAt: Date | null;
  occurrence: number;
  lastSeq: number;
};
type Deploy = Omit<DeployFact, 'finishedAt'> & { link: 'caused' | 'fixed'; finishedAt: Date | null };
type Target = Omit<TargetFact, 'dueAt' | 'metAt'> & { dueAt: Date; metAt: Date | null };
type Event = Omit<LogRow, 'occurredAt' | 'recordedAt' | 'payload'> & {
  occurredAt: Date;
  recordedAt: Date;
  payload: Record<string, unknown> | null;
};

/** A post-mortem is of some thousand rows at most; what is beyond stays in the log. */
const mostRows = 5_000;

/** The log of an incident, by seq. */
export async function readLog(db: Queryable, incidentId: number): Promise<LogRow[]> {
  const rows = await db.sql<Event>(sql`
    SELECT seq, kind, text, payload, occurred_at AS "occurredAt", recorded_at AS "recordedAt"
    FROM incident_event WHERE incident_id = ${incidentId} ORDER BY seq LIMIT ${mostRows}`);
  return rows.map(({ occurredAt, recordedAt, payload, ...row }) => ({
    ...row,
    payload: payload ?? {},
    occurredAt: occurredAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
  }));
}

/** Targets that were replaced by those of another severity or occurrence say nothing of how it went. */
const replaced = ['severity_raised', 'severity_lowered', 'reopened'];

/**
 * What is known of an incident for its post-mortem, with its log; `chosen`: the rows that its timeline shows, null while nobody chose.
 * Whoever asks has seen to it that the incident may be seen.
 */
export async function readFacts(
  db: Queryable,
  incidentId: number,
  chosen: number[] | null,
): Promise<{ facts: PostmortemFacts; log: LogRow[] }> {
  const [[head], deploys, targets, log] = await Promise.all([
    db.sql<Head>(sql`
      SELECT i.number, i.title, i.severity, i.summary, e.name AS environment, i.started_at AS "startedAt", i.detected_at AS "detectedAt",
        least(i.first_mitigated_at, i.mitigated_at) AS "mitigatedAt", i.resolved_at AS "resolvedAt", i.occurrence, i.last_seq AS "lastSeq",
        ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug) AS services
      FROM incident i LEFT JOIN environment e ON e.id = i.environment_id WHERE i.id = ${incidentId}`),
    db.sql<Deploy>(sql`
      SELECT side.link, d.id AS key, d.external_id AS id, s.slug AS service, d.version, d.finished_at AS "finishedAt", d.is_rollback AS "isRollback"
      FROM incident i JOIN (VALUES ('caused'), ('fixed')) AS side(link) ON true
        JOIN deployment d ON d.id = coalesce(
          CASE side.link WHEN 'caused' THEN i.caused_by_id ELSE i.fixed_by_id END,
          (SELECT x.deployment_id FROM incident_deploy x WHERE x.incident_id = i.id AND x.verdict::text = side.link ORDER BY x.deployment_id LIMIT 1))
        JOIN service s ON s.id = d.service_id
      WHERE i.id = ${incidentId}`),
    db.sql<Target>(sql`
      SELECT code, after_minutes AS "afterMinutes", occurrence, state, due_at AS "dueAt", met_at AS "metAt", reason
      FROM incident_target
      WHERE incident_id = ${incidentId} AND NOT (state = 'not_applicable' AND coalesce(reason, '') = ANY(${replaced}::text[]))
      ORDER BY position`),
    readLog(db, incidentId),
  ]);
  if (!head) throw new NotFoundError('This incident');
  const { number, lastSeq, startedAt, detectedAt, mitigatedAt, resolvedAt, ...rest } = head;
  const deployOf = (side: Deploy['link']): DeployFact | null => {
    const found = deploys.find(({ link }) => link === side);
    if (!found) return null;
    const { link: _link, finishedAt, ...deploy } = found;
    return { ...deploy, finishedAt: finishedAt?.toISOString() ?? null };
  };
  const facts: PostmortemFacts = {
    ...rest,
    key: `INC-${number}`,
    startedAt: startedAt?.toISOString() ?? null,
    detectedAt: detectedAt.toISOString(),
    mitigatedAt: mitigatedAt?.toISOString() ?? null,
    resolvedAt: resolvedAt?.toISOString() ?? null,
    cause: deployOf('caused'),
    fix: deployOf('fixed'),
    targets: targets.map(({ dueAt, metAt, ...target }) => ({
      ...target,
      dueAt: dueAt.toISOString(),
      metAt: metAt?.toISOString() ?? null,
    })),
    timeline: timelineOf(log, chosen),
    logRows: lastSeq,
    identifiedAs: identifiedAs(log),
  };
  return { facts, log };
}
