import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Queryable } from '@/lib/db/pool';
import { countedIncident } from '@/lib/metrics/queries/scope';
import type { IncidentStatus, Severity } from '../schema';
import { visibleTo } from './visible';

/** An incident of the past that resembles another one, and what is known of how it ended. */
export type SimilarIncident = {
  key: string;
  title: string;
  severity: Severity;
  status: IncidentStatus;
  detectedAt: Date;
  resolvedAt: Date;
  /** What both were about. */
  services: string[];
  /** Words of the other one's title that its title or summary has. */
  words: string[];
  summary: string | null;
  /** The deployment that fixed it, where it is known. */
  fix: { key: number; id: string; service: string; version: string | null; isRollback: boolean } | null;
  /** There is a published post-mortem. */
  hasPostmortem: boolean;
};

type Row = Omit<SimilarIncident, 'fix'> & {
  fixKey: number | null;
  fixId: string | null;
  fixService: string | null;
  fixVersion: string | null;
  fixIsRollback: boolean | null;
};

/** Of those that share a service, or a word, so many are weighed: the newest. */
const weighed = 500;
/** As the index `incident_title_words` has it. */
const vectorOf = (incident: Sql) =>
  sql`to_tsvector('simple', ${incident}.title || ' ' || coalesce(${incident}.summary, ''))`;

/**
 * Incidents that are over and resemble one that is seen: same service, words of its title; most alike first, of those alike the
 * newest. A shared service weighs as much as half of the words. Only real ones that this actor may see, at most `limit`.
 */
export async function findSimilar(
  db: Queryable,
  actor: Actor,
  incidentId: number,
  limit = 5,
): Promise<SimilarIncident[]> {
  const past = sql`i.id <> ${incidentId} AND i.status IN ('resolved', 'closed') AND ${countedIncident} AND ${visibleTo(actor)}`;
  // Of a title's words those that mean something: no stop words, no numbers, none of one or two letters.
  const rows = await db.sql<Row>(sql`
    WITH word AS (
      SELECT lexeme FROM incident t, unnest(to_tsvector('simple', t.title))
      WHERE t.id = ${incidentId} AND length(lexeme) > 2 AND lexeme !~ '^[0-9.,:%-]+$' AND to_tsvector('english', lexeme) <> ''),
    wanted AS (
      SELECT array_agg(lexeme) AS words,
        string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery AS query FROM word),
    own AS (SELECT service_id FROM incident_service WHERE incident_id = ${incidentId}),
    candidate AS (
      (SELECT i.id FROM incident i JOIN incident_service y ON y.incident_id = i.id JOIN own USING (service_id)
        WHERE ${past} ORDER BY i.detected_at DESC LIMIT ${weighed})
      UNION
      (SELECT i.id FROM incident i WHERE ${vectorOf(sql`i`)} @@ (SELECT query FROM wanted) AND ${past}
        ORDER BY i.detected_at DESC LIMIT ${weighed})),
    likeness AS (
      SELECT c.id,
        ARRAY(SELECT s.slug FROM incident_service y JOIN own USING (service_id) JOIN service s ON s.id = y.service_id
          WHERE y.incident_id = c.id ORDER BY s.slug) AS services,
        ARRAY(SELECT lexeme FROM word WHERE lexeme = ANY(tsvector_to_array(${vectorOf(sql`x`)})) ORDER BY lexeme) AS words
      FROM candidate c JOIN incident x ON x.id = c.id)
    SELECT 'INC-' || i.number AS key, i.title, i.severity, i.status, i.detected_at AS "detectedAt", i.resolved_at AS "resolvedAt",
      l.services, l.words, i.summary, d.id AS "fixKey", d.external_id AS "fixId", f.slug AS "fixService", d.version AS "fixVersion",
      d.is_rollback AS "fixIsRollback",
      EXISTS (SELECT 1 FROM postmortem p WHERE p.incident_id = i.id AND p.state = 'published') AS "hasPostmortem"
    FROM likeness l JOIN incident i ON i.id = l.id LEFT JOIN deployment d ON d.id = i.fixed_by_id LEFT JOIN service f ON f.id = d.service_id,
      wanted w
    ORDER BY least(1, cardinality(l.services)) + 2.0 * cardinality(l.words) / greatest(1, coalesce(cardinality(w.words), 0)) DESC,
      i.detected_at DESC, i.id DESC
    LIMIT ${limit}`);
  return rows.map(({ fixKey, fixId, fixService, fixVersion, fixIsRollback, ...row }) => ({
    ...row,
    fix:
      fixKey === null || fixId === null || fixService === null
        ? null
        : { key: fixKey, id: fixId, service: fixService, version: fixVersion, isRollback: fixIsRollback === true },
  }));
}
