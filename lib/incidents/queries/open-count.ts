import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import { isActive } from '../model/status';
import { incidentStatuses } from '../schema';

/** How many real incidents are not over yet. */
export async function countOpenIncidents(): Promise<number> {
  const [row] = await readSql<{ open: number }>(sql`
    SELECT count(*)::int AS open FROM incident
    WHERE status = ANY(${incidentStatuses.filter(isActive)}::incident_status[]) AND kind = 'real'`);
  return row?.open ?? 0;
}
