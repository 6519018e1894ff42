import sql, { empty } from 'sql-template-tag';
import type { Scope } from '@/lib/auth/policy';
import { primarySql } from '@/lib/db/pool';
import type { ListedKey } from './schema';

type KeyRow = {
  sourceId: number;
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

/** Keys, newest first; the cursor is the last one's source number. Never the key itself, nor its hash. */
export async function listKeys(
  limit: number,
  cursor?: string,
): Promise<{ items: ListedKey[]; next_cursor: string | null }> {
  const before = cursor && /^\d{1,15}$/.test(cursor) ? sql`WHERE source_id < ${Number(cursor)}` : empty;
  const rows = await primarySql<KeyRow>(sql`
    SELECT source_id AS "sourceId", id, name, prefix, scopes, created_by AS "createdBy", created_at AS "createdAt",
           expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
    FROM api_key ${before} ORDER BY source_id DESC LIMIT ${limit + 1}`);
  const shown = rows.slice(0, limit);
  return { items: shown.map(onWire), next_cursor: rows.length > limit ? String(shown.at(-1)?.sourceId) : null };
}

function onWire(row: KeyRow): ListedKey {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    prefix: row.prefix,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
