import { encode } from 'next-auth/jwt';
import sql from 'sql-template-tag';
import { type Actor, anonymous } from '@/lib/auth/actor';
import { roles, scopes } from '@/lib/auth/policy';
import { sessionCookieName } from '@/lib/auth/session';
import { env } from '@/lib/config/env';
import { primarySql } from '@/lib/db/pool';
import { makeKey, makeUser } from './people';

/** Somebody who tries: what the request carries, and who that is; `refused` when the credential is none any more. */
export type Visitor = {
  name: string;
  headers: Record<string, string>;
  actor: Actor;
  /** The key that it presents is not good: 401 even where everybody may. */
  badKey?: boolean;
};

/** The cookie of a session as next-auth seals it. */
export async function sessionCookie(sessionId: string, secret = env().NEXTAUTH_SECRET): Promise<string> {
  return `${sessionCookieName()}=${encodeURIComponent(await encode({ token: { sid: sessionId }, secret }))}`;
}

/** Anonymous, each role, a key of each scope, and those whose session, account or key is good no longer. */
export async function makeVisitors(): Promise<Visitor[]> {
  const made: Visitor[] = [{ name: 'nobody', headers: {}, actor: anonymous }];
  for (const role of roles) {
    const user = await makeUser(role);
    made.push({ name: `a ${role}`, headers: { cookie: await sessionCookie(user.sessionId) }, actor: user });
  }
  for (const scope of scopes) {
    const key = await makeKey([scope]);
    made.push({ name: `a key with ${scope}`, headers: { authorization: `Bearer ${key.key}` }, actor: key });
  }
  return [...made, ...(await spentOnes())];
}

async function spentOnes(): Promise<Visitor[]> {
  const sessions = {
    'a disabled admin': sql`UPDATE user_account SET disabled_at = now() WHERE id = `,
    'an expired session of an admin': sql`UPDATE session SET expires_at = now() WHERE user_id = `,
    'an idle session of an admin': sql`UPDATE session SET last_seen_at = now() - interval '13 hours' WHERE user_id = `,
    'a revoked session of an admin': sql`UPDATE session SET revoked_at = now() WHERE user_id = `,
  };
  const made: Visitor[] = [];
  for (const [name, spend] of Object.entries(sessions)) {
    const user = await makeUser('admin');
    await primarySql(sql`${spend}${user.id}::uuid`);
    made.push({ name, headers: { cookie: await sessionCookie(user.sessionId) }, actor: anonymous });
  }
  const admin = await makeUser('admin');
  const forged = await sessionCookie(admin.sessionId, 'a secret of somebody else, 32 characters');
  made.push({ name: 'a forged cookie', headers: { cookie: forged }, actor: anonymous });

  const keys = {
    revoked: sql`UPDATE api_key SET revoked_at = now() WHERE id = `,
    expired: sql`UPDATE api_key SET expires_at = now() WHERE id = `,
  };
  for (const [name, spend] of Object.entries(keys)) {
    const { id, key } = await makeKey([...scopes]);
    await primarySql(sql`${spend}${id}::uuid`);
    const headers = { authorization: `Bearer ${key}` };
    made.push({ name: `an ${name} key with every scope`, headers, actor: anonymous, badKey: true });
  }
  // A key decides alone: a good cookie beside a bad key helps nobody.
  const both = { cookie: await sessionCookie(admin.sessionId), 'x-api-key': 'fl_unknown' };
  made.push({ name: 'an unknown key beside the cookie of an admin', headers: both, actor: anonymous, badKey: true });
  return made;
}

/** What another site's page could make a browser send: none of it may change anything. */
export function foreignHeaders(url: string): Record<string, Record<string, string>> {
  const { protocol, hostname, port } = new URL(url);
  const evil = 'http://evil.example';
  return {
    'an evil origin': { origin: evil },
    'the origin "null"': { origin: 'null' },
    'no origin, from another site': { 'sec-fetch-site': 'cross-site' },
    'no origin, from the same site only': { 'sec-fetch-site': 'same-site' },
    'no word of where it comes from': {},
    'a sibling host': { origin: `${protocol}//evil.${hostname}:${port}` },
    'another port': { origin: `${protocol}//${hostname}:${Number(port) + 1}` },
    'another scheme': { origin: `https://${hostname}:${port}` },
    'our origin, from another site': { origin: url, 'sec-fetch-site': 'cross-site' },
    'an evil origin with a forged host': {
      origin: evil,
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    },
  };
}
