import sql, { empty } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readSnapshot } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { Severity } from '@/lib/incidents/schema';
import type { PostmortemState } from '../model/review';
import { dueColumn } from './due';

export type ListedRow = {
  number: number;
  title: string;
  severity: Severity;
  services: string[];
  state: PostmortemState | 'none';
  owner: string | null;
  isPrivate: boolean;
  detectedAt: Date;
  publishedAt: Date | null;
  dueAt: Date | null;
  skippedReason: string | null;
  openActions: number;
};
type Filters = { severity?: Severity[] | undefined; service?: string[] | undefined };

/**
 * Post-mortems in some of the states, with how many are in each. `none` stands for incidents that are over without one though it was
 * asked for. What is due first comes first, then the latest incident; published ones latest first.
 */
export function listPostmortems(
  actor: Actor,
  { severity, service }: Filters,
  states: (PostmortemState | 'none')[],
  limit: number,
): Promise<{ rows: ListedRow[]; counts: { state: string; n: number }[]; overdue: number }> {
  const among = sql`
    FROM (
      SELECT i.id, i.number, i.title, i.severity, i.visibility, i.detected_at, p.published_at, p.skipped_reason, p.owner_id,
        coalesce(p.state::text, 'none') AS state, ${dueColumn} AS due_at, p.id IS NOT NULL AS is_begun,
        i.kind = 'real' AND i.status IN ('mitigated', 'resolved', 'closed') AS is_over
      FROM incident i LEFT JOIN postmortem p ON p.incident_id = i.id
      WHERE ${visibleTo(actor)}
        ${severity ? sql`AND i.severity = ANY(${severity}::severity[])` : empty}
        ${
          service
            ? sql`AND i.id IN (
          SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id WHERE s.slug = ANY(${service}::text[]))`
            : empty
        }) AS m
    WHERE (m.is_begun OR (m.is_over AND m.due_at IS NOT NULL))`;
  return readSnapshot(async (db) => {
    const [counts, rows, late] = await Promise.all([
      db.sql<{ state: string; n: number }>(sql`SELECT m.state, count(*)::int AS n ${among} GROUP BY 1`),
      db.sql<ListedRow>(sql`
        SELECT m.number, m.title, m.severity, m.state, o.name AS owner, m.visibility = 'private' AS "isPrivate", m.detected_at AS "detectedAt",
          m.published_at AS "publishedAt", m.due_at AS "dueAt", m.skipped_reason AS "skippedReason",
          ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = m.id ORDER BY s.slug) AS services,
          (SELECT count(*)::int FROM action_item a WHERE a.incident_id = m.id AND a.done_at IS NULL) AS "openActions"
        FROM (SELECT m.* ${among} AND m.state = ANY(${states}::text[])) AS m LEFT JOIN user_account o ON o.id = m.owner_id
        ORDER BY m.published_at DESC NULLS LAST, m.due_at NULLS LAST, m.detected_at DESC, m.id DESC LIMIT ${limit}`),
      db.sql<{ n: number }>(sql`
        SELECT count(*)::int AS n ${among} AND m.state NOT IN ('published', 'skipped') AND m.due_at < now()`),
    ]);
    return { rows, counts, overdue: late[0]?.n ?? 0 };
  });
}
