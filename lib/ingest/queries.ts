import sql, { empty } from 'sql-template-tag';
import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { readSql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { DeliveriesQuery, ListedDelivery } from './schema';

type Row = Omit<ListedDelivery, 'receivedAt' | 'href'> & {
  receivedAt: Date;
  deploymentId: number | null;
  incidentNumber: number | null;
};

/** The incident that a delivery was about; null for one about none. */
const incidentId = sql`CASE WHEN v.kind = 'alert' THEN v.incident_id WHEN v.kind IN ('incident', 'timeline') THEN coalesce(
  (SELECT x.id FROM incident x WHERE x.source_id = v.source_id AND x.external_id = v.external_id),
  (SELECT x.id FROM incident x WHERE x.number = substring(v.external_id FROM '^INC-([0-9]{1,15})$')::bigint)) END`;

/** The delivery log, newest first; an incident that this reader may not see is neither named nor pointed to. */
export async function listDeliveries(actor: Actor, query: DeliveriesQuery): Promise<Page<ListedDelivery>> {
  const after = decodeCursor(query.cursor, z.tuple([z.int().min(1)]));
  // What was refused as unknown is named as it is where there is nothing: or the difference would tell.
  const isNamed = sql`(i.id IS NULL OR v.kind = 'alert' OR v.code IS NOT DISTINCT FROM 'not_found' OR ${visibleTo(actor)})`;
  const rows = await readSql<Row>(sql`
    SELECT v.id AS key, v.received_at AS "receivedAt", v.source_id AS "sourceId", s.name AS "sourceName", v.kind,
      CASE WHEN ${isNamed} THEN coalesce(v.external_id, v.event) END AS "externalId", v.result, v.code, v.path, v.detail, v.line,
      v.accepted, v.duplicates, v.refused, v.request_id AS "requestId",
      CASE v.kind WHEN 'deployment' THEN (
        SELECT d.id FROM deployment d WHERE d.source_id = v.source_id AND d.external_id = v.external_id) END AS "deploymentId",
      CASE WHEN ${visibleTo(actor)} THEN i.number END AS "incidentNumber"
    FROM delivery v JOIN source s ON s.id = v.source_id LEFT JOIN incident i ON i.id = ${incidentId}
    WHERE true
      ${query.result ? sql`AND v.result = ${query.result}::delivery_result` : empty}
      ${query.kind ? sql`AND v.kind = ${query.kind}` : empty}
      ${query.source ? sql`AND v.source_id = ${query.source}` : empty}
      ${query.id ? sql`AND v.external_id = ${query.id} AND ${isNamed}` : empty}
      ${after ? sql`AND v.id < ${after[0]}` : empty}
    ORDER BY v.id DESC LIMIT ${query.limit + 1}`);
  return toPage(
    rows,
    query.limit,
    ({ deploymentId, incidentNumber, ...row }) => ({
      ...row,
      receivedAt: row.receivedAt.toISOString(),
      href: deploymentId ? `/deployments/${deploymentId}` : incidentNumber ? `/incidents/INC-${incidentNumber}` : null,
    }),
    (row) => [row.key],
  );
}

/** The sources that ever delivered something, for the filter of the log. */
export function listSources(): Promise<{ id: number; name: string }[]> {
  return readSql(sql`
    SELECT id, name FROM source s WHERE EXISTS (SELECT 1 FROM delivery v WHERE v.source_id = s.id) ORDER BY name, id LIMIT 500`);
}
