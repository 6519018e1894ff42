import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';

/**
 * Which incidents an actor may see, as a condition on the table `incident` (incidents.md §13): open ones by anyone who may read
 * incidents; private ones by who declared them, holds or held a seat, or was let in, by administrators, and by the source that reported
 * them. Every query that touches incidents for somebody carries it.
 */
export function visibleTo(actor: Actor, incident: Sql = sql`i`): Sql {
  switch (actor.kind) {
    case 'system':
      return sql`true`;
    case 'apiKey':
      return actor.scopes.includes('admin')
        ? sql`true`
        : sql`(${incident}.visibility = 'open' OR ${incident}.source_id IS NOT DISTINCT FROM ${actor.sourceId}::bigint)`;
    case 'user':
      return actor.role === 'admin'
        ? sql`true`
        : sql`(${incident}.visibility = 'open' OR ${incident}.declared_by_id IS NOT DISTINCT FROM ${actor.id}::uuid
          OR EXISTS (SELECT 1 FROM incident_seat s WHERE s.incident_id = ${incident}.id AND s.user_id = ${actor.id}::uuid)
          OR EXISTS (SELECT 1 FROM incident_access a WHERE a.incident_id = ${incident}.id AND a.user_id = ${actor.id}::uuid))`;
    case 'source':
      return sql`(${incident}.visibility = 'open' OR ${incident}.source_id IS NOT DISTINCT FROM ${actor.sourceId}::bigint)`;
    case 'anonymous':
      return sql`false`;
  }
}
