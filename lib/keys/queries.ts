import sql, { empty } from 'sql-template-tag';
import { z } from 'zod';
import type { Scope } from '@/lib/auth/policy';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { primarySql } from '@/lib/db/pool';
import type { ListedKey, ListKeysQuery } from './schema';

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

/** Keys, newest first. Never the key itself, nor its hash. */
export async function listKeys({ limit, cursor }: ListKeysQuery): Promise<Page<ListedKey>> {
  const after = decodeCursor(cursor, z.tuple([z.int().min(1)]));
  const rows = await primarySql<KeyRow>(sql`
    SELECT source_id AS "sourceId", id, name, prefix, scopes, created_by AS "createdBy", created_at AS "createdAt",
           expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
    FROM api_key ${after ? sql`WHERE source_id < ${after[0]}` : empty} ORDER BY source_id DESC LIMIT ${limit + 1}`);
  return toPage(rows, limit, onWire, (row) => [row.sourceId]);
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
