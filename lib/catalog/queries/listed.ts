import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { seesAll } from '@/lib/incidents/model/access';
import { visibleTo } from '@/lib/incidents/queries/visible';

/**
 * Which services `s` an actor finds in the catalogue. One that only private incidents name is there for those who see one of them
 * (incidents.md §13), until a deployment, a change or an open incident names it too, or an administrator says whose it is.
 */
export function serviceListedTo(actor: Actor): Sql {
  if (seesAll(actor)) return sql`true`;
  const named = sql`incident_service x JOIN incident i ON i.id = x.incident_id WHERE x.service_id = s.id`;
  return sql`(NOT ${isFound(sql`${named} AND i.visibility = 'private' AND NOT ${visibleTo(actor)}`)}
    OR s.team_id IS NOT NULL OR s.team_pinned OR s.repository IS NOT NULL OR ${isFound(sql`workload_target w WHERE w.service_id = s.id`)}
    OR ${isFound(sql`deployment d WHERE d.service_id = s.id`)} OR ${isFound(sql`change c WHERE c.service_id = s.id`)}
    OR ${isFound(sql`${named} AND ${visibleTo(actor)}`)})`;
}

/** The same of environments `e`. */
export function environmentListedTo(actor: Actor): Sql {
  if (seesAll(actor)) return sql`true`;
  const named = sql`incident i WHERE i.environment_id = e.id`;
  // Deployments have an index of environments within services only.
  const deployed = sql`service v CROSS JOIN LATERAL (
    SELECT 1 FROM deployment d WHERE d.service_id = v.id AND d.environment_id = e.id LIMIT 1) AS one`;
  return sql`(NOT ${isFound(sql`${named} AND i.visibility = 'private' AND NOT ${visibleTo(actor)}`)}
    OR ${isFound(deployed)} OR ${isFound(sql`${named} AND ${visibleTo(actor)}`)})`;
}

/** Is there any? A scalar sub-query with LIMIT 1 probes an index for each row, where EXISTS would be hashed from a scan of all. */
function isFound(from: Sql): Sql {
  return sql`coalesce((SELECT true FROM ${from} LIMIT 1), false)`;
}
