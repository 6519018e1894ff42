import sql, { empty, join, type Sql } from 'sql-template-tag';
import { serviceMatches } from '@/lib/catalog/queries';
import { isActive } from '../model/status';
import { incidentStatuses, type Severity } from '../schema';
import { nobody } from '../schema/list';

/** The incident `i` goes on. */
export const active = sql`i.status = ANY(${incidentStatuses.filter(isActive)}::incident_status[])`;

/** Who commands an incident: the holder of the seat; of one that is over the last one. */
export const commanderId = sql`(SELECT h.user_id FROM incident_seat h
  WHERE h.incident_id = i.id AND h.seat = 'commander' AND (h.ended_at IS NULL OR NOT ${active})
  ORDER BY h.ended_at IS NULL DESC, h.accepted_at DESC, h.id DESC LIMIT 1)`;

/** Incidents in whose number, title, summary, timeline or post-mortem the words stand, or whose services are called so. */
function having(q: string): Sql {
  const words = sql`websearch_to_tsquery('simple', ${q})`;
  const number = /^(?:inc-?)?(\d{1,15})$/i.exec(q)?.[1];
  // The expressions are those of the indexes incident_title_words, incident_event_words and postmortem_words.
  return sql`i.id IN (
    SELECT id FROM incident WHERE to_tsvector('simple', title || ' ' || coalesce(summary, '')) @@ ${words}
    UNION SELECT incident_id FROM incident_event WHERE to_tsvector('simple', coalesce(text, '')) @@ ${words}
    UNION SELECT incident_id FROM postmortem WHERE to_tsvector('simple', text) @@ ${words}
    UNION SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id
      LEFT JOIN team t ON t.id = s.team_id WHERE ${serviceMatches(q)}
    ${number ? sql`UNION SELECT id FROM incident WHERE number = ${Number(number)}` : empty})`;
}

function commandedBy(commander: string[]): Sql {
  const people = commander.filter((each) => each !== nobody);
  const either = [
    ...(people.length > 0 ? [sql`${commanderId} = ANY(${people}::uuid[])`] : []),
    ...(commander.includes(nobody) ? [sql`${commanderId} IS NULL`] : []),
  ];
  return sql`(${join(either, ' OR ')})`;
}

type Narrowing = {
  severity?: Severity[] | undefined;
  service?: string[] | undefined;
  environment?: string[] | undefined;
  /** Ids of people, or `nobody`. */
  commander?: string[] | undefined;
  q?: string | undefined;
};

/** What lists of incidents may be narrowed by, as further conditions on `i`. */
export function narrowed({ severity, service, environment, commander, q }: Narrowing): Sql {
  return sql`${severity ? sql`AND i.severity = ANY(${severity}::severity[])` : empty}
    ${environment ? sql`AND i.environment_id IN (SELECT id FROM environment WHERE name = ANY(${environment}::text[]))` : empty}
    ${
      service
        ? sql`AND i.id IN (
      SELECT x.incident_id FROM incident_service x JOIN service s ON s.id = x.service_id WHERE s.slug = ANY(${service}::text[]))`
        : empty
    }
    ${commander ? sql`AND ${commandedBy(commander)}` : empty}
    ${q ? sql`AND ${having(q)}` : empty}`;
}
