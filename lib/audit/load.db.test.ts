import { beforeAll, expect, it } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { inTransaction } from '@/lib/db/transaction';
import { makeUser } from '@/lib/testing/people';
import { appendAudit } from './append';
import { loadAudit, loadAuditVerdict } from './load';

let admin: UserActor;

beforeAll(async () => {
  admin = await makeUser('admin', 'ana@example.com');
  await inTransaction(async (tx) => {
    for (let row = 1; row <= 120; row += 1) {
      await appendAudit(tx, admin, {
        action: row % 2 ? 'key.create' : 'user.change_role',
        subject: row === 7 ? '100% done_' : `subject ${row}`,
        outcome: row % 3 ? 'allowed' : 'refused',
        detail: { from: { team: null, pinned: true }, scopes: ['read', 'ingest'] },
        at: new Date(1_700_000_000_000 + row),
      });
    }
  });
});

it('pages through every row once, newest first', async () => {
  const seen: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const { rows, nextCursor } = await loadAudit(admin, cursor ? { cursor } : {});
    seen.push(...rows.map(({ seq }) => seq));
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index));
});

it('filters by domain, action, outcome and text; wildcards are taken literally', async () => {
  const all = async (search: Record<string, string>) => (await loadAudit(admin, search)).rows;
  expect((await all({ action: 'user' })).every(({ action }) => action === 'user.change_role')).toBe(true);
  expect((await all({ action: 'key.create', outcome: 'refused' })).map(({ seq }) => seq % 6)).toEqual(
    Array(20).fill(3),
  );
  expect((await all({ q: '0% DONE_' })).map(({ seq }) => seq)).toEqual([7]);
  expect(await all({ q: 'subject_1' })).toEqual([]);
  expect(await all({ q: 'ana@' })).toHaveLength(50);
});

it('leaves out and names what an address says wrongly, and puts details into words', async () => {
  const { rows, headSeq, filtered, ignored } = await loadAudit(admin, { cursor: 'x', outcome: 'maybe', action: '%' });
  expect({ first: rows[0]?.seq, headSeq, filtered }).toEqual({ first: 120, headSeq: 120, filtered: false });
  expect(ignored.sort()).toEqual(['action', 'cursor', 'outcome']);
  expect(rows[0]?.detail).toEqual([
    ['from', 'team none, pinned yes'],
    ['scopes', 'read, ingest'],
  ]);
});

it('verifies the chain, for administrators only', async () => {
  expect(await loadAuditVerdict(admin)).toMatchObject({ ok: true, headSeq: 120 });
  const viewer = await makeUser('release_manager');
  await expect(loadAudit(viewer, {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(loadAuditVerdict(viewer)).rejects.toMatchObject({ code: 'forbidden' });
});
