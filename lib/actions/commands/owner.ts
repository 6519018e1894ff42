import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';

export type Owner = { ownerId: string | null; ownerName: string | null };

/** Who is meant by a name: the account with that address, the only enabled one that is called so, or else just the name. */
export async function ownerOf(tx: Tx, name: string | null): Promise<Owner> {
  if (name === null) return { ownerId: null, ownerName: null };
  const found = await tx.sql<{ id: string; isAddress: boolean }>(sql`
    SELECT id, email = lower(${name}) AS "isAddress" FROM user_account
    WHERE email = lower(${name}) OR (lower(name) = lower(${name}) AND disabled_at IS NULL)
    ORDER BY 2 DESC, id LIMIT 2`);
  const [first] = found;
  const isClear = first && (first.isAddress || found.length === 1);
  return isClear ? { ownerId: first.id, ownerName: null } : { ownerId: null, ownerName: name };
}
