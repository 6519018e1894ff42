import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readSql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import { countedIncident } from '@/lib/metrics/queries/scope';

/** What a list says of a deployment beyond the deployment itself; incidents are those that metrics count and the reader may see. */
export type ListedFacts = { key: number; changes: number; caused: string[]; fixed: string[] };

/** For the deployments of one page, by their internal numbers. */
export function readListedFacts(actor: Actor, keys: number[]): Promise<ListedFacts[]> {
  return readSql<ListedFacts>(sql`
    SELECT d.id AS key,
      (SELECT count(*)::int FROM deployment_change l WHERE l.deployment_id = d.id) AS changes,
      ARRAY(SELECT 'INC-' || i.number FROM incident i WHERE i.caused_by_id = d.id AND ${countedIncident} AND ${visibleTo(actor)}
        ORDER BY i.number LIMIT 20) AS caused,
      ARRAY(SELECT 'INC-' || i.number FROM incident i WHERE i.fixed_by_id = d.id AND ${countedIncident} AND ${visibleTo(actor)}
        ORDER BY i.number LIMIT 20) AS fixed
    FROM deployment d WHERE d.id = ANY(${keys}::bigint[])`);
}
