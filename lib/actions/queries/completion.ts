import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Severity } from '@/lib/incidents/schema';
import { termDays } from '../model';
import { type ActionScope, actionTables, inActionScope } from './scope';

export type Completion = { severity: Severity; termDays: number; decided: number; inTime: number };

/**
 * Whether the action items of SEV1 and SEV2 incidents were done within their term, of those that were decided in `[from, to)` and by
 * `now`: each is decided once, when it is done or when its term passes. Drills, tests and cancelled items have no term.
 */
export async function readCompletion(
  { from, to }: { from: Date; to: Date },
  scope: ActionScope,
  now: Date,
): Promise<Completion[]> {
  const rows = await readSql<Omit<Completion, 'termDays'>>(sql`
    WITH item AS (
      SELECT i.severity, CASE WHEN a.status = 'done' THEN a.done_at END AS done_at, a.created_at + make_interval(days =>
        CASE i.severity WHEN 'SEV1' THEN ${termDays.SEV1}::int WHEN 'SEV2' THEN ${termDays.SEV2}::int END) AS term
      FROM ${actionTables} WHERE i.kind = 'real' AND a.status <> 'cancelled' AND ${inActionScope(scope)})
    SELECT severity, count(*)::int AS decided, count(*) FILTER (WHERE done_at <= term)::int AS "inTime"
    FROM item WHERE term IS NOT NULL AND least(done_at, term) >= ${from} AND least(done_at, term) < ${to}
      AND least(done_at, term) <= ${now}
    GROUP BY severity ORDER BY severity`);
  return rows.flatMap((row) => {
    const term = termDays[row.severity];
    return term === null ? [] : [{ ...row, termDays: term }];
  });
}
