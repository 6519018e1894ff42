import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readSql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { Window } from '../model/window';
import { countedIncident, incidentScope, type Scope } from './scope';

/** An incident on the time axis of a chart. */
export type IncidentMark = { key: string; title: string; severity: 'SEV1' | 'SEV2' | 'SEV3'; detectedAt: string };

/** Incidents of the scope detected in the window that this actor may see, oldest first; the latest 500 of them. */
export async function readIncidentMarks(actor: Actor, scope: Scope, window: Window): Promise<IncidentMark[]> {
  const rows = await readSql<Omit<IncidentMark, 'detectedAt'> & { detectedAt: Date }>(sql`
    SELECT 'INC-' || i.number AS key, i.title, i.severity, i.detected_at AS "detectedAt" FROM incident i
    WHERE i.detected_at >= ${window.from} AND i.detected_at < ${window.to} AND ${countedIncident} AND ${incidentScope(scope)}
      AND ${visibleTo(actor)}
    ORDER BY i.detected_at DESC, i.id DESC LIMIT 500`);
  return rows.map((row) => ({ ...row, detectedAt: row.detectedAt.toISOString() })).reverse();
}
