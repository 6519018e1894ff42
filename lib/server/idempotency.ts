import sql, { raw } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { ConflictError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';

/** Whose Idempotency-Key it is: that of an API key's source, or of a person, whatever their session. */
type Owner = { sourceId: number } | { userId: string };

/** Makes a repeated POST answer as the first one did (api.md: Idempotency-Key, 72 hours). */
export type Idempotency = { owner: Owner; key: string; bodyHash: Buffer };

/** Whose Idempotency-Keys this caller's are; null for a caller who has none. */
export function ownerOf(actor: Actor): Owner | null {
  if (actor.kind === 'apiKey') return { sourceId: actor.sourceId };
  return actor.kind === 'user' ? { userId: actor.id } : null;
}

/** Runs `run` for the first use of a key; a repeat with the same body gets the stored answer, with another body a conflict. */
export async function once<R>(tx: Tx, { owner, key, bodyHash }: Idempotency, run: () => Promise<R>): Promise<R> {
  const [table, column, id] =
    'sourceId' in owner
      ? [raw('idempotency_key'), raw('source_id'), owner.sourceId]
      : [raw('person_idempotency_key'), raw('user_id'), owner.userId];
  const claimed = await tx.sql(sql`
    INSERT INTO ${table} AS known (${column}, key, body_hash) VALUES (${id}, ${key}, ${bodyHash})
    ON CONFLICT (${column}, key) DO UPDATE SET body_hash = excluded.body_hash, answer = NULL, created_at = now()
      WHERE known.created_at < now() - interval '72 hours'
    RETURNING key`);
  if (claimed.length === 0) {
    const [first] = await tx.sql<{ bodyHash: Buffer; answer: { result: R } }>(sql`
      SELECT body_hash AS "bodyHash", answer FROM ${table} WHERE ${column} = ${id} AND key = ${key}`);
    if (!first?.bodyHash.equals(bodyHash)) {
      throw new ConflictError(
        'idempotency_mismatch',
        'This Idempotency-Key came before with another body. Use a new key for a new request.',
      );
    }
    return first.answer.result;
  }
  const result = await run();
  await tx.sql(sql`
    UPDATE ${table} SET answer = ${JSON.stringify({ result })}::jsonb WHERE ${column} = ${id} AND key = ${key}`);
  return result;
}
