import sql from 'sql-template-tag';
import { primarySql, readSql } from '@/lib/db/pool';
import { active } from './narrow';

/** How many real incidents are not over yet. */
export async function countOpenIncidents(): Promise<number> {
  const [row] = await readSql<{ open: number }>(
    sql`SELECT count(*)::int AS open FROM incident i WHERE ${active} AND i.kind = 'real'`,
  );
  return row?.open ?? 0;
}

/** The same of each severity, also where there is none. */
export function countOpenBySeverity(): Promise<{ severity: string; count: number }[]> {
  return primarySql(sql`
    SELECT y.severity, count(i.id)::int AS count
    FROM severity_policy y LEFT JOIN incident i ON i.severity = y.severity AND i.kind = 'real' AND ${active}
    GROUP BY y.severity ORDER BY y.severity`);
}
