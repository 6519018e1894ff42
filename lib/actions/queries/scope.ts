import sql, { empty, type Sql } from 'sql-template-tag';
import type { Severity } from '@/lib/incidents/schema';

/** Whose action items; each part narrows. */
export type ActionScope = {
  owner?: string[] | undefined;
  service?: string[] | undefined;
  severity?: Severity[] | undefined;
};

/** Action items `a` with their incident `i` and the account `u` that owns them, where there are such. */
export const actionTables = sql`
  action_item a LEFT JOIN incident i ON i.id = a.incident_id LEFT JOIN user_account u ON u.id = a.owner_id`;

/** By what a filter finds an owner: the account's address, or the free name in lower case; 'none' without one. */
export const ownerKey = sql`coalesce(u.email, lower(a.owner_name), 'none')`;

/** SQL condition on `actionTables`. */
export function inActionScope({ owner, service, severity }: ActionScope): Sql {
  return sql`true
    ${owner ? sql`AND ${ownerKey} = ANY(${owner.map((name) => name.toLowerCase())}::text[])` : empty}
    ${severity ? sql`AND i.severity = ANY(${severity}::severity[])` : empty}
    ${
      service
        ? sql`AND a.incident_id IN (
      SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id WHERE s.slug = ANY(${service}::text[]))`
        : empty
    }`;
}
