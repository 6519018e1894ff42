import sql from 'sql-template-tag';
import { z } from 'zod';
import { scopes } from '@/lib/auth/policy';
import { command } from '@/lib/server/command';

const name = 'admin (environment)';

/**
 * Makes FAIRLEAD_ADMIN_API_KEY a live key with every scope and a source of its own; answers whether anything changed. The
 * environment decides: a revoked one lives again at the next start, and one that it no longer names is revoked.
 */
export const registerEnvironmentKey = command({
  name: 'key.register_environment',
  permission: 'key:manage',
  input: z.strictObject({ keyHash: z.instanceof(Buffer) }),
  run: async ({ tx, input, now }) => {
    // Two starting processes come one after the other.
    await tx.sql(sql`LOCK TABLE api_key IN SHARE ROW EXCLUSIVE MODE`);
    const outdated = await tx.sql(sql`
      UPDATE api_key SET revoked_at = ${now}
      WHERE created_by = 'environment' AND key_hash <> ${input.keyHash} AND revoked_at IS NULL RETURNING id`);
    const known = await tx.sql<{ changed: boolean }>(sql`
      SELECT revoked_at IS NOT NULL OR scopes <> ${[...scopes]}::text[] AS changed FROM api_key WHERE key_hash = ${input.keyHash}`);
    if (known.length > 0 && !known[0]?.changed) return outdated.length > 0;
    await tx.sql(sql`
      WITH source AS (
        INSERT INTO source (kind, name) SELECT 'api_key', ${name}
        WHERE NOT EXISTS (SELECT 1 FROM api_key WHERE key_hash = ${input.keyHash}) RETURNING id),
      revived AS (
        UPDATE api_key SET revoked_at = NULL, scopes = ${[...scopes]}::text[] WHERE key_hash = ${input.keyHash})
      INSERT INTO api_key (source_id, name, prefix, key_hash, scopes, created_by, created_at)
      SELECT id, ${name}, 'environment', ${input.keyHash}, ${[...scopes]}::text[], 'environment', ${now} FROM source`);
    return true;
  },
  audit: (changed) => (changed ? { subject: name, detail: { scopes: [...scopes] } } : null),
});
