import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Severity } from '../schema';
import type { Policies, SeverityPolicy } from '../schema/room';

/** What each severity does now. */
export async function readPolicies(db: Queryable): Promise<Policies> {
  const rows = await db.sql<SeverityPolicy>(sql`
    SELECT severity, meaning, reaction, update_minutes AS "updateMinutes", commander_minutes AS "commanderMinutes",
      rollback_started_minutes AS "rollbackStartedMinutes", rollback_verified_minutes AS "rollbackVerifiedMinutes",
      cause_minutes AS "causeMinutes", resolved_minutes AS "resolvedMinutes", postmortem_required AS "postmortemRequired",
      postmortem_hours AS "postmortemHours", postmortem_working_days AS "postmortemWorkingDays", version
    FROM severity_policy`);
  const of = (severity: Severity) => {
    const policy = rows.find((row) => row.severity === severity);
    if (!policy) throw new Error(`no policy of ${severity}`);
    return policy;
  };
  return { SEV1: of('SEV1'), SEV2: of('SEV2'), SEV3: of('SEV3') };
}
