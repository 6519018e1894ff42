import sql, { empty, join } from 'sql-template-tag';
import { z } from 'zod';
import { likePattern } from '@/lib/core/like-pattern';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { primarySql } from '@/lib/db/pool';
import type { AuditRow } from './append';
import type { AuditQuery } from './schema';

const seqPosition = z.tuple([z.int().min(1)]);

/** Rows of the audit log, newest first. */
export async function listAuditRows({ limit, cursor, ...filter }: AuditQuery): Promise<Page<AuditRow>> {
  const before = decodeCursor(cursor, seqPosition);
  const pattern = likePattern(filter.q ?? '');
  const conditions = [
    filter.q ? sql`(lower(actor_name) LIKE ${pattern} OR lower(subject) LIKE ${pattern})` : empty,
    filter.action ? sql`(action = ${filter.action} OR action LIKE ${`${filter.action}.%`})` : empty,
    filter.outcome ? sql`outcome = ${filter.outcome}` : empty,
    before ? sql`seq < ${before[0]}` : empty,
  ].filter((condition) => condition !== empty);
  const rows = await primarySql<AuditRow>(sql`
    SELECT seq, at, actor_type AS "actorType", actor_id AS "actorId", actor_name AS "actorName", action, subject, outcome, detail,
           request_id AS "requestId"
    FROM audit_entry ${conditions.length > 0 ? sql`WHERE ${join(conditions, ' AND ')}` : empty} ORDER BY seq DESC LIMIT ${limit + 1}`);
  return toPage(
    rows,
    limit,
    (row) => row,
    ({ seq }) => [seq],
  );
}

/** Every action that the log has, for the filter. */
export async function auditedActions(): Promise<string[]> {
  // A loose index scan over (action, seq): the cost grows with the number of actions, not of rows.
  const rows = await primarySql<{ action: string }>(sql`
    WITH RECURSIVE known AS (
      (SELECT action FROM audit_entry ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT a.action FROM audit_entry a WHERE a.action > known.action ORDER BY a.action LIMIT 1) FROM known WHERE known.action IS NOT NULL)
    SELECT action FROM known WHERE action IS NOT NULL`);
  return rows.map((row) => row.action);
}

/** True when the program's own database account could switch off the protection of the audit table: it owns it or is superuser. */
export async function canRewriteAudit(): Promise<boolean> {
  const [row] = await primarySql<{ can: boolean }>(sql`
    SELECT pg_has_role(current_user, c.relowner, 'USAGE') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS can
    FROM pg_class c WHERE c.oid = 'audit_entry'::regclass`);
  return row?.can ?? true;
}

/** Number of the newest row; 0 while there is none. */
export async function headOfAudit(): Promise<number> {
  const [row] = await primarySql<{ seq: number }>(sql`SELECT seq FROM audit_entry ORDER BY seq DESC LIMIT 1`);
  return row?.seq ?? 0;
}
