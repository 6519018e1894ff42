import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { IncidentDetail, Severity } from '../schema';
import type { AlertAnswer, ProposalAnswer } from '../schema/alerts';

type Row = Omit<AlertAnswer, 'starts_at' | 'ends_at'> & { starts_at: Date; ends_at: Date | null };

/** The alerts of an incident: how many fire, and the latest, firing ones first. */
export async function readAlerts(db: Queryable, id: number): Promise<IncidentDetail['alerts']> {
  const [[counts], rows] = await Promise.all([
    db.sql<{ firing: number; total: number }>(sql`
      SELECT count(*) FILTER (WHERE a.state = 'firing')::int AS firing, count(*)::int AS total
      FROM incident_alert x JOIN alert a ON a.id = x.alert_id WHERE x.incident_id = ${id}`),
    db.sql<Row>(sql`
      SELECT a.title, s.name AS source, a.state, a.starts_at, a.ends_at, a.count, a.url
      FROM incident_alert x JOIN alert a ON a.id = x.alert_id JOIN source s ON s.id = a.source_id
      WHERE x.incident_id = ${id} ORDER BY a.state, a.starts_at DESC, a.id DESC LIMIT 10`),
  ]);
  const latest = rows.map((row) => ({
    ...row,
    starts_at: row.starts_at.toISOString(),
    ends_at: row.ends_at?.toISOString() ?? null,
  }));
  return { firing: counts?.firing ?? 0, total: counts?.total ?? 0, latest };
}

type Said = { seq: number; occurredAt: Date } & {
  status: 'mitigated' | 'resolved' | null;
  severity: Severity | null;
  until: string | null;
  other: string | null;
};

/**
 * What alerts proposed in the log of an incident, the last one of each kind: a status since it was last re-opened, a severity since people
 * last set one, to go on with the one before. Whether it still stands depends on what the incident is now.
 */
export async function readProposals(db: Queryable, id: number): Promise<ProposalAnswer[]> {
  const rows = await db.sql<Said>(sql`
    SELECT e.seq, e.occurred_at AS "occurredAt", e.payload ->> 'proposed_status' AS status,
      e.payload ->> 'proposed_severity' AS severity, e.payload ->> 'reopen_until' AS until, e.payload ->> 'other' AS other
    FROM incident_event e
    WHERE e.incident_id = ${id} AND e.kind IN ('alerts_cleared', 'alert_attached', 'note', 'linked')
      AND e.payload ?| '{proposed_status,proposed_severity,reopen_until}'
      AND e.seq > coalesce((
        SELECT max(c.seq) FROM incident_event c WHERE c.incident_id = ${id} AND CASE WHEN e.payload ? 'proposed_severity'
          THEN c.kind = 'severity_changed' ELSE c.kind = 'status_changed' AND c.payload ? 'occurrence' END), 0)
    ORDER BY e.seq DESC LIMIT 50`);
  const first = (kind: ProposalAnswer['kind']) =>
    rows.flatMap((row) => proposalOf(row)).find((each) => each.kind === kind);
  return [first('severity'), first('status'), first('reopen')].filter((each) => each !== undefined);
}

function proposalOf({ seq, occurredAt, status, severity, until, other }: Said): ProposalAnswer[] {
  if (severity) return [{ kind: 'severity', seq, to: severity }];
  if (status) return [{ kind: 'status', seq, to: status, at: occurredAt.toISOString() }];
  return until && other ? [{ kind: 'reopen', seq, other, until: new Date(until).toISOString() }] : [];
}
