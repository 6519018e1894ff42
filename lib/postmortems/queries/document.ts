import sql from 'sql-template-tag';
import type * as Y from 'yjs';
import type { Queryable } from '@/lib/db/pool';
import { documentOf } from '../model/document';
import type { UpdateRow } from '../schema';

type Stored = { seq: number; update: Buffer };

/** The text of a post-mortem and the number of the last update in it: the last snapshot with what came after. */
export async function readDocument(db: Queryable, postmortemId: number): Promise<{ doc: Y.Doc; seq: number }> {
  const rows = await db.sql<Stored>(sql`
    WITH last AS (
      SELECT upto_seq, state FROM pm_snapshot WHERE postmortem_id = ${postmortemId} ORDER BY upto_seq DESC LIMIT 1)
    SELECT upto_seq AS seq, state AS update FROM last
    UNION ALL
    SELECT seq, update FROM pm_update
    WHERE postmortem_id = ${postmortemId} AND seq > coalesce((SELECT upto_seq FROM last), 0)
    ORDER BY seq`);
  return { doc: documentOf(...rows.map(({ update }) => update)), seq: rows.at(-1)?.seq ?? 0 };
}

type Row = { seq: number; clientId: number; idemKey: string; update: Buffer };

/** Updates after `after` by seq, at most `limit`. */
export async function readUpdates(
  db: Queryable,
  postmortemId: number,
  after: number,
  limit: number,
): Promise<UpdateRow[]> {
  const rows = await db.sql<Row>(sql`
    SELECT seq, client_id AS "clientId", idem_key AS "idemKey", update FROM pm_update
    WHERE postmortem_id = ${postmortemId} AND seq > ${after} ORDER BY seq LIMIT ${limit}`);
  return rows.map(({ seq, clientId, idemKey, update }) => ({
    seq,
    client_id: clientId,
    idem_key: idemKey,
    update: update.toString('base64'),
  }));
}
