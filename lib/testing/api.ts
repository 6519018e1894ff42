import sql from 'sql-template-tag';
import type { Scope } from '@/lib/auth/policy';
import { randomToken, sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';
import type { RouteHandler } from '@/lib/server/route';

export type TestKey = { key: string; sourceId: number };

/** Registers an API key in the test's database. */
export async function createTestKey(scopes: Scope[] = ['ingest', 'read', 'incidents', 'admin']): Promise<TestKey> {
  const key = `fl_${randomToken(24)}`;
  const [row] = await primarySql<{ sourceId: number }>(sql`
    WITH made AS (INSERT INTO source (kind, name) VALUES ('api_key', 'test') RETURNING id)
    INSERT INTO api_key (source_id, name, prefix, key_hash, scopes, created_by)
    SELECT id, 'test', ${key.slice(0, 8)}, ${sha256(key)}, ${scopes}::text[], 'test' FROM made RETURNING source_id AS "sourceId"`);
  return { key, sourceId: row?.sourceId ?? 0 };
}

export type Call = {
  key?: string | undefined;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: BodyInit;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  query?: string;
};

/** Calls a route handler as the server would. `body` is the parsed JSON answer, or the text when it is not JSON. */
export async function call(handler: RouteHandler, method: string, given: Call) {
  const headers = new Headers({ 'content-type': 'application/json', ...given.headers });
  if (given.key) headers.set('authorization', `Bearer ${given.key}`);
  const payload = given.raw ?? (given.body === undefined ? null : JSON.stringify(given.body));
  const init: RequestInit & { duplex: 'half' } = { method, headers, body: payload, duplex: 'half' };
  const request = new Request(`http://127.0.0.1:3000/test${given.query ?? ''}`, init);
  const response = await handler(request, { params: Promise.resolve(given.params ?? {}) });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json') && !text.includes('\n');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
}
