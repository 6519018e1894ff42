import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findApiKey } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { makeKey, makeUser } from '@/lib/testing/people';
import { sessionCookie } from '@/lib/testing/visitors';
import { DELETE } from './[id]/route';
import { GET, POST } from './route';

let admin = '';
const url = 'http://127.0.0.1:3000/api/v1/keys';
const none = { params: Promise.resolve({}) };

beforeAll(async () => {
  admin = (await makeKey(['admin'])).key;
});

async function create(body: unknown, headers: Record<string, string> = {}) {
  const response = await POST(
    new Request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
    none,
  );
  return { status: response.status, body: await response.json() };
}

const remove = (id: string) =>
  DELETE(new Request(`${url}/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${admin}` } }), {
    params: Promise.resolve({ id }),
  });

describe('API keys over HTTP', () => {
  it('are shown once, work at once with their scopes, and each is a source of its own', async () => {
    const first = await create({ name: 'CI', scopes: ['ingest'] });
    const second = await create({ name: 'CI', scopes: ['read', 'gate'] });
    expect(first.status).toBe(201);
    expect(first.body.key).toMatch(/^fl_\w{8}_\w{38}$/);
    const [a, b] = [await findApiKey(first.body.key), await findApiKey(second.body.key)];
    expect(a).toMatchObject({ id: first.body.id, name: 'CI', scopes: ['ingest'] });
    expect(b?.scopes).toEqual(['read', 'gate']);
    expect(a?.sourceId).not.toBe(b?.sourceId);
  });

  it('are stored as a hash: no table has the key', async () => {
    const { body } = await create({ name: 'Hidden', scopes: ['ingest'] }, { 'idempotency-key': 'hidden-1' });
    const secret = body.key.slice(12);
    const tables = await primarySql<{ name: string }>(
      sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const [hit] = await primarySql<{ dump: string }>(
        sql`SELECT query_to_xml('SELECT * FROM ' || quote_ident(${name}), true, true, '')::text AS dump`,
      );
      expect(hit?.dump.includes(secret), name).toBe(false);
    }
  });

  it('take a fresh proof of a person who calls with a session, and say how to give it', async () => {
    const { sessionId } = await makeUser('admin');
    const headers = { cookie: await sessionCookie(sessionId), origin: 'http://127.0.0.1:3000' };
    const post = () =>
      POST(
        new Request(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'By hand', scopes: ['read'] }),
        }),
        none,
      );
    expect((await post()).status).toBe(201);
    await primarySql(sql`UPDATE session SET authenticated_at = now() - interval '16 minutes'`);
    const refused = await post();
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      code: 'reauth_required',
      detail: expect.stringMatching(/sign in again/i),
    });
  });

  it('come back the same from a repeated call, and conflict with another body', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await create({ name: 'Repeat', scopes: ['ingest'] }, headers);
    expect(await create({ name: 'Repeat', scopes: ['ingest'] }, headers)).toEqual(first);
    expect(await create({ name: 'Other', scopes: ['ingest'] }, headers)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_mismatch' },
    });
  });

  it('come back the same to a person who calls again with a session, whose proof must still be fresh', async () => {
    const { id, sessionId } = await makeUser('admin');
    const headers = { cookie: await sessionCookie(sessionId), origin: 'http://127.0.0.1:3000', authorization: '' };
    const post = (name: string, key = 'mine') =>
      create({ name, scopes: ['read'] }, { ...headers, 'idempotency-key': key });
    const first = await post('Once');
    expect(first.status).toBe(201);
    expect(await Promise.all([post('Once'), post('Once')])).toEqual([first, first]);
    expect(await post('Other')).toMatchObject({ status: 409, body: { code: 'idempotency_mismatch' } });
    const made = await primarySql<{ name: string }>(
      sql`SELECT k.name FROM api_key k JOIN user_account u ON u.email = created_by WHERE u.id = ${id}::uuid`,
    );
    expect(made).toEqual([{ name: 'Once' }]);
    // The same text from a key is the key's own.
    expect((await create({ name: 'By key', scopes: ['read'] }, { 'idempotency-key': 'mine' })).status).toBe(201);

    await primarySql(
      sql`UPDATE session SET authenticated_at = now() - interval '16 minutes' WHERE user_id = ${id}::uuid`,
    );
    expect(await post('Once')).toMatchObject({ status: 403, body: { code: 'reauth_required' } });
  });

  it('stop working when they expire or are revoked; revoking twice is no error', async () => {
    const { body } = await create({ name: 'Short', scopes: ['read'], expires_at: '2999-01-01T00:00:00Z' });
    await primarySql(sql`UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = ${body.id}`);
    expect(await findApiKey(body.key)).toBeNull();
    await primarySql(sql`UPDATE api_key SET expires_at = NULL WHERE id = ${body.id}`);
    expect(await findApiKey(body.key)).not.toBeNull();
    expect([(await remove(body.id)).status, (await remove(body.id)).status]).toEqual([204, 204]);
    expect(await findApiKey(body.key)).toBeNull();
    expect((await remove('00000000-0000-0000-0000-000000000000')).status).toBe(404);
  });

  it.each([
    ['an unknown scope', { name: 'x', scopes: ['root'] }, '/scopes/0'],
    ['no scope', { name: 'x', scopes: [] }, '/scopes'],
    ['a scope twice', { name: 'x', scopes: ['read', 'read'] }, '/scopes'],
    ['a blank name', { name: ' ', scopes: ['read'] }, '/name'],
    ['a past end', { name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    ['a time without offset', { name: 'x', scopes: ['read'], expires_at: '2999-01-01T00:00:00' }, '/expires_at'],
    ['an unknown field', { name: 'x', scopes: ['read'], key: 'fl_mine' }, '/key'],
  ])('are refused with %s', async (_what, body, path) => {
    expect(await create(body)).toMatchObject({ status: 422, body: { code: 'validation_failed', path } });
  });

  it('are listed newest first by pages, without secrets', async () => {
    const page = async (query: string) => {
      const response = await GET(new Request(`${url}?${query}`, { headers: { 'x-api-key': admin } }), none);
      return response.json();
    };
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { items, next_cursor }: { items: { id: string }[]; next_cursor: string | null } = await page(
        `limit=2&cursor=${cursor}`,
      );
      seen.push(...items.map((item) => item.id));
      expect(JSON.stringify(items)).not.toMatch(/hash|fl_[0-9A-Za-z]{8}_/);
      cursor = next_cursor;
    }
    const all = await primarySql<{ id: string }>(sql`SELECT id FROM api_key ORDER BY source_id DESC`);
    expect(seen).toEqual(all.map((row) => row.id));
    // Beginning again from the start would make a reader of pages go round for ever.
    expect(await page('cursor=nonsense')).toMatchObject({ status: 422, path: '/cursor' });
  });

  it('show when they were last used, written at most once a minute', async () => {
    const { body } = await create({ name: 'Used', scopes: ['read'] });
    const lastUse = async () => {
      const [row] = await primarySql<{ at: Date | null }>(
        sql`SELECT last_used_at AS at FROM api_key WHERE id = ${body.id}`,
      );
      return row?.at ?? null;
    };
    expect(await lastUse()).toBeNull();
    await Promise.all(Array.from({ length: 50 }, () => findApiKey(body.key)));
    await vi.waitFor(async () => expect(await lastUse()).not.toBeNull());
    const first = await lastUse();
    await findApiKey(body.key);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await lastUse()).toEqual(first);
    await primarySql(sql`UPDATE api_key SET last_used_at = now() - interval '2 minutes' WHERE id = ${body.id}`);
    await findApiKey(body.key);
    await vi.waitFor(async () => expect((await lastUse())?.getTime()).toBeGreaterThan((first?.getTime() ?? 0) - 1));
  });
});
