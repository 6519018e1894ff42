import sql from 'sql-template-tag';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { canonicalJson } from '@/lib/core/canonical-json';
import { sha256 } from '@/lib/core/ids';
import type { Tx } from '@/lib/db/transaction';

export type AuditFacts = {
  action: string;
  subject?: string | undefined;
  outcome: 'allowed' | 'refused';
  detail: Record<string, unknown>;
  requestId?: string | undefined;
  at: Date;
};

export type AuditRow = {
  seq: number;
  at: Date;
  actorType: string;
  actorId: string | null;
  actorName: string;
  action: string;
  subject: string | null;
  outcome: string;
  detail: Record<string, unknown>;
  requestId: string | null;
};

/** SHA-256 over the previous hash and every column: an edited, removed or re-ordered row breaks the chain from there on. */
export function auditHash(previous: Buffer, row: AuditRow): Buffer {
  return sha256(`${previous.toString('hex')}${canonicalJson({ ...row, at: row.at.toISOString() })}`);
}

const auditLock = 7_241_001;

/**
 * Appends one row to the installation's hash chain within the caller's transaction. Takes the chain's lock, which is held until
 * commit, so it is called last.
 */
export async function appendAudit(tx: Tx, actor: Actor, facts: AuditFacts): Promise<void> {
  await tx.sql(sql`SELECT pg_advisory_xact_lock(${auditLock})`);
  const [head] = await tx.sql<{ seq: number; hash: Buffer }>(
    sql`SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1`,
  );
  const label = actorLabel(actor);
  const previous = head?.hash ?? Buffer.alloc(32);
  const detail = JSON.parse(JSON.stringify(facts.detail)) as Record<string, unknown>;
  const row: AuditRow = {
    seq: (head?.seq ?? 0) + 1,
    at: facts.at,
    actorType: label.type,
    actorId: label.id,
    actorName: label.name,
    action: facts.action,
    subject: facts.subject ?? null,
    outcome: facts.outcome,
    detail,
    requestId: facts.requestId ?? null,
  };
  await tx.sql(sql`
    INSERT INTO audit_entry (seq, at, actor_type, actor_id, actor_name, action, subject, outcome, detail, request_id, prev_hash, hash)
    VALUES (${row.seq}, ${row.at}, ${row.actorType}, ${row.actorId}, ${row.actorName}, ${row.action}, ${row.subject}, ${row.outcome},
            ${JSON.stringify(detail)}::jsonb, ${row.requestId}, ${previous}, ${auditHash(previous, row)})`);
}
