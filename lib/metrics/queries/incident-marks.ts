import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Window } from '../model/window';
import { countedIncident, incidentScope, type Scope } from './scope';

/** An incident on the time axis of a chart. */
export type IncidentMark = { key: string; title: string; severity: 'SEV1' | 'SEV2' | 'SEV3'; detectedAt: string };

/** Incidents of the scope detected in the window, oldest first; the latest 500 of them. */
export async function readIncidentMarks(scope: Scope, window: Window): Promise<IncidentMark[]> {
  const rows = await readSql<Omit<IncidentMark, 'detectedAt'> & { detectedAt: Date }>(sql`
    SELECT 'INC-' || i.number AS key, i.title, i.severity, i.detected_at AS "detectedAt" FROM incident i
    WHERE i.detected_at >= ${window.from} AND i.detected_at < ${window.to} AND ${countedIncident} AND ${incidentScope(scope)}
    ORDER BY i.detected_at DESC, i.id DESC LIMIT 500`);
  return rows.map((row) => ({ ...row, detectedAt: row.detectedAt.toISOString() })).reverse();
}
