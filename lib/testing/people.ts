import sql from 'sql-template-tag';
import type { ApiKeyActor, UserActor } from '@/lib/auth/actor';
import type { Role, Scope } from '@/lib/auth/policy';
import { randomToken, sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';

let count = 0;

/** A signed-in person; `sessionId` is what the cookie would carry. */
export async function makeUser(
  role: Role,
  email = `user${++count}@example.com`,
): Promise<UserActor & { sessionId: string }> {
  const sessionId = randomToken(32);
  const [row] = await primarySql<{ id: string }>(sql`
    WITH person AS (INSERT INTO user_account (email, name, role) VALUES (${email}, ${email}, ${role}::role) RETURNING id)
    INSERT INTO session (id_hash, user_id, expires_at) SELECT ${sha256(sessionId)}, id, now() + interval '7 days' FROM person
    RETURNING user_id AS id`);
  if (!row) throw new Error('no user');
  return { kind: 'user', id: row.id, email, name: email, role, sessionHash: sha256(sessionId), sessionId };
}

/** A live key with these scopes; `key` is its text. */
export async function makeKey(scopes: Scope[], name = `key ${++count}`): Promise<ApiKeyActor & { key: string }> {
  const key = `fl_test_${randomToken(24)}`;
  const [row] = await primarySql<{ id: string; sourceId: number }>(sql`
    WITH source AS (INSERT INTO source (kind, name) VALUES ('api_key', ${name}) RETURNING id)
    INSERT INTO api_key (source_id, name, prefix, key_hash, scopes, created_by)
    SELECT id, ${name}, 'fl_test', ${sha256(key)}, ${scopes}::text[], 'test' FROM source RETURNING id, source_id AS "sourceId"`);
  if (!row) throw new Error('no key');
  return { kind: 'apiKey', name, scopes, key, ...row };
}
