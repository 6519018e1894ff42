import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import type { Tx } from '@/lib/db/transaction';
import type { DeliveryResult } from '../schema';

/** A webhook as the delivery log keeps it, before it is known what becomes of it. */
export type Arrived = {
  sourceId: number;
  deliveryKey: string | null;
  bodyHash: Buffer;
  requestId: string;
  receivedAt: Date;
  event: string | null;
  replayOf: number | null;
  /** Kept for a replay; null where nothing is known of who sent it. */
  raw: Uint8Array | null;
};

/** `isFirst` false: this key came before; `isSame` says whether with the same bytes. */
export type Entry = { id: number; isFirst: true } | { id: number; isFirst: false; isSame: boolean };

/**
 * Puts a delivery into the log. One whose key is there already is listed too, without its key: the first of a name wins. Whoever sends the
 * same at once waits here for the other.
 */
export async function enterDelivery(tx: Tx, arrived: Arrived): Promise<Entry> {
  const { sourceId, deliveryKey, bodyHash } = arrived;
  const id = await insert(tx, arrived);
  if (id !== null) return { id, isFirst: true };
  const [first] = await tx.sql<{ bodyHash: Buffer | null }>(sql`
    SELECT body_hash AS "bodyHash" FROM delivery WHERE source_id = ${sourceId} AND delivery_key = ${deliveryKey}`);
  const again = await insert(tx, { ...arrived, deliveryKey: null, raw: null });
  if (again === null) throw new Error('a delivery without a key was not entered');
  return { id: again, isFirst: false, isSame: first?.bodyHash?.equals(bodyHash) ?? false };
}

async function insert(tx: Tx, arrived: Arrived): Promise<number | null> {
  const { sourceId, deliveryKey, bodyHash, requestId, receivedAt, event, replayOf, raw } = arrived;
  const body = raw === null ? null : Buffer.from(raw);
  const [row] = await tx.sql<{ id: number }>(sql`
    WITH made AS (
      INSERT INTO delivery (source_id, received_at, kind, result, request_id, delivery_key, body_hash, event, replay_of)
      VALUES (${sourceId}, ${receivedAt}, 'alert', 'ignored', ${requestId}, ${deliveryKey}, ${bodyHash}, ${event}, ${replayOf})
      ON CONFLICT (source_id, delivery_key) WHERE delivery_key IS NOT NULL DO NOTHING RETURNING id, source_id, received_at),
    kept AS (
      INSERT INTO delivery_body (delivery_id, source_id, received_at, body)
      SELECT id, source_id, received_at, ${body}::bytea FROM made WHERE ${body}::bytea IS NOT NULL)
    SELECT id FROM made`);
  return row?.id ?? null;
}

export type Verdict = {
  result: DeliveryResult;
  code?: string | undefined;
  path?: string | undefined;
  detail?: string | undefined;
  incidentId?: number | null;
  tookMs: number;
};

/** Notes what became of a delivery. */
export async function closeDelivery(tx: Tx, id: number, verdict: Verdict): Promise<void> {
  const { result, code = null, path = null, detail = null, incidentId = null, tookMs } = verdict;
  await tx.sql(sql`
    UPDATE delivery SET result = ${result}::delivery_result, code = ${code}, path = ${path?.slice(0, 500) ?? null},
      detail = ${detail?.slice(0, 1000) ?? null}, incident_id = ${incidentId}, took_ms = ${tookMs}
    WHERE id = ${id}`);
}

/** Notes that deliveries of this source are signed rightly: the first, and to the second the last. Never within a transaction, where
 * those that come at once would wait for each other. */
export async function noteSigned(sourceId: number, at: Date): Promise<void> {
  await primarySql(sql`
    UPDATE webhook_source SET first_delivery_at = coalesce(first_delivery_at, ${at}), last_delivery_at = ${at}
    WHERE source_id = ${sourceId} AND (last_delivery_at IS NULL OR last_delivery_at < ${at}::timestamptz - interval '1 second')`);
}
