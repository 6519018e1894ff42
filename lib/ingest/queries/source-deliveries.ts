import sql, { empty } from 'sql-template-tag';
import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { readSql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { DeliveryResult, SourceDeliveriesQuery, SourceDelivery } from '../schema';

type Row = {
  id: number;
  receivedAt: Date;
  event: string | null;
  result: DeliveryResult;
  code: string | null;
  detail: string | null;
  number: number | null;
  tookMs: number | null;
  replayOf: number | null;
  isKept: boolean;
};

/** What one source delivered, newest first; an incident that this reader may not see is not named. */
export async function listSourceDeliveries(
  actor: Actor,
  sourceId: number,
  { limit, cursor }: SourceDeliveriesQuery,
): Promise<Page<SourceDelivery>> {
  const after = decodeCursor(cursor, z.tuple([z.int().min(1)]));
  const rows = await readSql<Row>(sql`
    SELECT v.id, v.received_at AS "receivedAt", v.event, v.result, v.code, v.detail, i.number, v.took_ms AS "tookMs",
      v.replay_of AS "replayOf", EXISTS (SELECT 1 FROM delivery_body b WHERE b.delivery_id = v.id) AS "isKept"
    FROM delivery v LEFT JOIN incident i ON i.id = v.incident_id AND ${visibleTo(actor)}
    WHERE v.source_id = ${sourceId} ${after ? sql`AND v.id < ${after[0]}` : empty}
    ORDER BY v.id DESC LIMIT ${limit + 1}`);
  return toPage(rows, limit, onWire, (row) => [row.id]);
}

function onWire(row: Row): SourceDelivery {
  return {
    id: String(row.id),
    received_at: row.receivedAt.toISOString(),
    event: row.event,
    outcome: row.result,
    code: row.code,
    reason: row.detail,
    incident: row.number === null ? null : `INC-${row.number}`,
    took_ms: row.tookMs,
    replay_of: row.replayOf === null ? null : String(row.replayOf),
    replayable: row.isKept,
  };
}

export type SourceFigures = {
  accepted: number;
  refused: number;
  firing: number;
  incidents: number;
  medianMs: number | null;
};

/** What one source came to: deliveries of the last 90 days, alerts that fire now, incidents that it opened or added to. */
export async function sourceFigures(actor: Actor, sourceId: number): Promise<SourceFigures> {
  const [row] = await readSql<SourceFigures>(sql`
    SELECT (SELECT count(*) FROM delivery WHERE source_id = ${sourceId} AND result <> 'refused')::int AS accepted,
      (SELECT count(*) FROM delivery WHERE source_id = ${sourceId} AND result = 'refused')::int AS refused,
      (SELECT count(*) FROM alert WHERE source_id = ${sourceId} AND state = 'firing')::int AS firing,
      (SELECT count(DISTINCT i.id) FROM alert a JOIN incident_alert x ON x.alert_id = a.id JOIN incident i ON i.id = x.incident_id
        WHERE a.source_id = ${sourceId} AND ${visibleTo(actor)})::int AS incidents,
      (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took_ms) FROM (
        SELECT took_ms FROM delivery WHERE source_id = ${sourceId} AND took_ms IS NOT NULL ORDER BY id DESC LIMIT 200) AS latest) AS "medianMs"`);
  return row ?? { accepted: 0, refused: 0, firing: 0, incidents: 0, medianMs: null };
}
