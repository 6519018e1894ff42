import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { env } from '@/lib/config/env';
import { primarySql } from '@/lib/db/pool';
import { CookieClient } from '@/lib/testing/cookie-client';
import { type IdentityProvider, startIdentityProvider } from '@/lib/testing/identity-provider';
import { freePort, startServer, type TestServer } from '@/lib/testing/server';

/** Signing in through a real OpenID Connect provider (authorization code, PKCE) at the production build. */
let server: TestServer;
let provider: IdentityProvider;

beforeAll(async () => {
  const port = String(await freePort());
  provider = await startIdentityProvider(`http://127.0.0.1:${port}/api/auth/callback/oidc`);
  const settings = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: provider.clientId };
  server = await startServer(env().DATABASE_URL, {
    PORT: port,
    ...settings,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  });
});

afterAll(async () => {
  await server?.stop();
  await provider?.stop();
});

/** What the button of the sign-in page does, and then wherever the redirects lead. */
async function signIn(
  person: Parameters<IdentityProvider['signInAs']>[0],
  next = '/incidents',
  { browser = new CookieClient(), query = '' } = {},
) {
  provider.signInAs(person);
  const { csrfToken } = await (await browser.fetch(`${server.url}/api/auth/csrf`)).json();
  const answer = await browser.fetch(`${server.url}/api/auth/signin/oidc${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url },
    body: new URLSearchParams({ callbackUrl: next, csrfToken, json: 'true' }),
  });
  const { url } = await answer.json();
  const last = await browser.follow(url);
  const text = await last.text();
  return { browser, authorize: new URL(url), end: new URL(browser.visited.at(-1) ?? url), status: last.status, text };
}

const account = async (email: string) =>
  (
    await primarySql<{ id: string; role: string; name: string; subject: string | null }>(
      sql`SELECT id, role, name, oidc_subject AS subject FROM user_account WHERE email = ${email}`,
    )
  )[0];

const isSignedIn = async (browser: CookieClient) => (await browser.fetch(`${server.url}/`)).status === 200;

describe('sign-in through an identity provider', () => {
  test('makes a viewer at first sight, by code with PKCE, state and nonce, and finds the account again', async () => {
    const ana = { sub: 'ana-1', email: 'Ana@Example.com', email_verified: true, name: 'Ana' };
    const { browser, authorize, end, status } = await signIn(ana);
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      state: expect.any(String),
      nonce: expect.any(String),
    });
    expect([end.pathname, status]).toEqual(['/incidents', 200]);
    const made = await account('ana@example.com');
    expect(made).toMatchObject({ role: 'viewer', name: 'Ana', subject: 'ana-1' });

    const cookie = browser.setCookies.findLast((line) => line.startsWith('fairlead.session=')) ?? '';
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).toMatch(/; Path=\//i);

    await signIn({ ...ana, email: 'ana.new@example.com' });
    expect(await account('ana.new@example.com'), 'known by subject, whatever the address').toBeUndefined();
    const actions = await primarySql<{ action: string }>(
      sql`SELECT action FROM audit_entry WHERE subject = 'ana@example.com' ORDER BY seq`,
    );
    expect(actions.map(({ action }) => action)).toEqual([
      'user.sign_in_with_identity',
      'session.start',
      'session.start',
    ]);
  });

  test('goes by the row of the session: revoked, it is over at the next request', async () => {
    const { browser } = await signIn({ sub: 'bo-1', email: 'bo@example.com', email_verified: true });
    expect(await isSignedIn(browser)).toBe(true);
    const bo = await account('bo@example.com');
    await primarySql(sql`UPDATE session SET revoked_at = now() WHERE user_id = ${bo?.id}::uuid`);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('asked to prove it again, the provider asks anew; a sign-in that it waves through is as old as its last question', async () => {
    const gil = { sub: 'gil-1', email: 'gil@example.com', email_verified: true };
    const { browser } = await signIn(gil);
    const timesAsked = ({ visited }: CookieClient) => visited.filter((url) => url.includes('/sign-in-at-once')).length;
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    const sessions = () =>
      primarySql<{ ageSeconds: number; live: boolean }>(sql`
        SELECT extract(epoch FROM s.created_at - s.authenticated_at)::float AS "ageSeconds", s.revoked_at IS NULL AS live
        FROM session s JOIN user_account u ON u.id = s.user_id WHERE u.email = ${gil.email} ORDER BY s.created_at DESC`);

    await signIn(gil, '/incidents', { browser });
    expect(timesAsked(browser)).toBe(1);
    expect((await sessions())[0]?.ageSeconds).toBeGreaterThan(2);

    const asked = await signIn(gil, '/settings/keys?state=live', { browser, query: '?max_age=0' });
    expect(asked.authorize.searchParams.get('max_age')).toBe('0');
    expect(`${asked.end.pathname}${asked.end.search}`).toBe('/settings/keys?state=live');
    expect(timesAsked(browser)).toBe(2);
    const [newest, ...older] = await sessions();
    expect(newest?.ageSeconds).toBeLessThan(2);
    expect([newest, ...older].map((session) => session?.live)).toEqual([true, false, false]);
  });

  test('refuses a disabled account, and says so', async () => {
    const person = { sub: 'cy-1', email: 'cy@example.com', email_verified: true };
    await signIn(person);
    await primarySql(sql`UPDATE user_account SET disabled_at = now() WHERE email = 'cy@example.com'`);
    const { browser, end, text } = await signIn(person);
    expect([end.pathname, end.searchParams.get('error')]).toEqual(['/sign-in', 'disabled']);
    expect(text).toContain('This account is disabled');
    expect(await isSignedIn(browser)).toBe(false);
  });

  test.each([
    ['an account that an administrator made without a password', 'di', null, true, '/incidents'],
    ['not with an address that the provider does not vouch for', 'eli', null, false, '/sign-in'],
    ['not an account with a password', 'flo', 'a hash', true, '/sign-in'],
  ])('links %s', async (_what, name, passwordHash, verified, path) => {
    const email = `${name}@example.com`;
    await primarySql(sql`
      INSERT INTO user_account (email, name, role, password_hash) VALUES (${email}, ${name}, 'responder', ${passwordHash})`);
    const { end } = await signIn({ sub: `${name}-1`, email, email_verified: verified });
    expect(end.pathname).toBe(path);
    const linked = path === '/incidents';
    expect(await account(email)).toMatchObject({ role: 'responder', subject: linked ? `${name}-1` : null });
  });

  test('without an address nobody gets in', async () => {
    const { browser, end } = await signIn({ sub: 'nameless' });
    expect(end.searchParams.get('error')).toBe('email_missing');
    expect(await isSignedIn(browser)).toBe(false);
  });

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example'])('does not lead to %s', async (next) => {
    const { end } = await signIn({ sub: 'eve-1', email: 'eve@example.com', email_verified: true }, next);
    expect(end.origin).toBe(server.url);
  });

  test('a code that was begun in another browser is refused', async () => {
    provider.signInAs({ sub: 'mallory', email: 'mallory@example.com', email_verified: true });
    const victim = new CookieClient();
    const answer = await victim.follow(`${server.url}/api/auth/callback/oidc?code=stolen&state=made-up`);
    await answer.text();
    expect(new URL(victim.visited.at(-1) ?? '').pathname).toBe('/sign-in');
    expect(await account('mallory@example.com')).toBeUndefined();
    expect(await isSignedIn(victim)).toBe(false);
  });
});
