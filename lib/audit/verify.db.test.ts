import sql, { raw } from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import { primaryPool, primarySql, queryable } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { appendAudit } from './append';
import { verifyAuditLog } from './verify';

const rows = 2_050; // more than two pages of the walk
const actor = { kind: 'system', name: 'test' } as const;

beforeAll(async () => {
  await inTransaction(async (tx) => {
    for (let i = 1; i <= rows; i += 1) {
      const detail = { zebra: i, alpha: [1.5, { b: null, a: 'ä€😀' }], at: new Date(i) };
      await appendAudit(tx, actor, {
        action: 'test.row',
        subject: `row ${i}`,
        outcome: 'allowed',
        detail,
        at: new Date(1_700_000_000_123 + i),
      });
    }
  });
});

/** Changes rows as an owner who switched the protection off, verifies, and puts everything back. */
async function verdictAfter(statement: string) {
  const client = await primaryPool().connect();
  try {
    await client.query('BEGIN');
    await client.query('ALTER TABLE audit_entry DISABLE TRIGGER ALL');
    await client.query(statement);
    return await verifyAuditLog(queryable(client));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

describe('verifyAuditLog', () => {
  it('accepts what was appended, whatever the detail holds', async () => {
    expect(await verifyAuditLog({ sql: primarySql })).toMatchObject({ ok: true, rows, headSeq: rows });
  });

  it.each([
    ['at', `at = at + interval '1 millisecond'`],
    ['actor_type', `actor_type = 'user'`],
    ['actor_id', `actor_id = 'x'`],
    ['actor_name', `actor_name = 'somebody else'`],
    ['action', `action = 'test.other'`],
    ['subject', `subject = NULL`],
    ['outcome', `outcome = 'refused'`],
    ['detail', `detail = detail || '{"zebra": 0}'`],
    ['request_id', `request_id = 'x'`],
    ['hash', `hash = sha256(hash)`],
  ])('names the row whose %s was changed', async (_column, change) => {
    for (const seq of [1, 1_000, 1_777]) {
      expect(await verdictAfter(`UPDATE audit_entry SET ${change} WHERE seq = ${seq}`)).toMatchObject({
        ok: false,
        seq,
        reason: 'changed',
      });
    }
  });

  it('names the row whose link to the one before was changed', async () => {
    expect(await verdictAfter('UPDATE audit_entry SET prev_hash = hash WHERE seq = 1500')).toMatchObject({
      seq: 1500,
      reason: 'reordered',
    });
  });

  it('names a removed row, also the first', async () => {
    for (const seq of [1, 1_001, 1_500]) {
      expect(await verdictAfter(`DELETE FROM audit_entry WHERE seq = ${seq}`)).toMatchObject({
        ok: false,
        seq,
        reason: 'missing',
      });
    }
  });

  it('finds two rows that changed places', async () => {
    const swap = 'UPDATE audit_entry SET seq = CASE seq WHEN 700 THEN -1 ELSE 700 END WHERE seq IN (700, 701)';
    expect(await verdictAfter(`${swap}; UPDATE audit_entry SET seq = 701 WHERE seq = -1`)).toMatchObject({
      ok: false,
      seq: 700,
    });
  });

  it('shows rows cut off at the end by another head than the one noted before', async () => {
    const before = await verifyAuditLog({ sql: primarySql });
    const after = await verdictAfter(`DELETE FROM audit_entry WHERE seq = ${rows}`);
    expect(after.ok && before.ok && after.headHash !== before.headHash).toBe(true);
  });

  it.each(['UPDATE audit_entry SET subject = subject', 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    'is protected by a trigger against: %s',
    async (statement) => {
      await expect(primarySql(sql`${raw(statement)}`)).rejects.toMatchObject({ code: '42501' });
    },
  );
});
