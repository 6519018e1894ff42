import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import { type AuditRow, auditHash } from './append';

export type AuditVerdict =
  | { ok: true; rows: number; headSeq: number; headHash: string }
  | { ok: false; rows: number; seq: number; reason: 'missing' | 'changed' | 'reordered' };

const pageRows = 1_000;

type StoredRow = AuditRow & { prevHash: Buffer; hash: Buffer };

/**
 * Walks the chain from its first row and names the first one that is not as it was written: missing, changed in any column, or
 * not following the row before. Rows cut off at the end leave no trace in the chain: compare the head with one noted elsewhere.
 */
export async function verifyAuditLog(db: Queryable): Promise<AuditVerdict> {
  let rows = 0;
  let head: Buffer = Buffer.alloc(32);
  for (;;) {
    const page = await db.sql<StoredRow>(sql`
      SELECT seq, at, actor_type AS "actorType", actor_id AS "actorId", actor_name AS "actorName", action, subject, outcome, detail,
             request_id AS "requestId", prev_hash AS "prevHash", hash
      FROM audit_entry WHERE seq > ${rows} ORDER BY seq LIMIT ${pageRows}`);
    for (const { prevHash, hash, ...row } of page) {
      if (row.seq !== rows + 1) return { ok: false, rows, seq: rows + 1, reason: 'missing' };
      if (!prevHash.equals(head)) return { ok: false, rows, seq: row.seq, reason: 'reordered' };
      if (!auditHash(head, row).equals(hash)) return { ok: false, rows, seq: row.seq, reason: 'changed' };
      head = hash;
      rows = row.seq;
    }
    if (page.length < pageRows) return { ok: true, rows, headSeq: rows, headHash: head.toString('hex') };
  }
}
