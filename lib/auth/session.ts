import { decode } from 'next-auth/jwt';
import sql from 'sql-template-tag';
import { env } from '@/lib/config/env';
import { sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';
import { findSessionUser, type UserActor } from './actor';
import type { Role } from './policy';

/** `__Host-` binds the cookie to this very host; browsers accept the prefix only over https. */
export function sessionCookieName(): string {
  return env().PUBLIC_URL.startsWith('https:') ? '__Host-fairlead.session' : 'fairlead.session';
}

/** The session id inside the signed cookie of these headers; null when there is none or its signature is wrong. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const name = `${sessionCookieName()}=`;
  const pair = (headers.get('cookie') ?? '').split('; ').find((part) => part.startsWith(name));
  if (!pair) return null;
  try {
    const token = await decode({ token: decodeURIComponent(pair.slice(name.length)), secret: env().NEXTAUTH_SECRET });
    return typeof token?.sid === 'string' ? token.sid : null;
  } catch {
    return null; // not ours, tampered with, or expired
  }
}

/** The signed-in person of a request: the cookie names a session, its row decides. */
export async function sessionUserOf(headers: Headers): Promise<UserActor | null> {
  const sid = await sessionIdOf(headers);
  return sid ? findSessionUser(sha256(sid)) : null;
}

/**
 * The person behind a session as its row says now, null when it ended (findSessionUser draws the same line). Looking is no use: a
 * stream that asks every few seconds would keep the session of a page that was left open from ever being idle.
 */
export async function watchSessionUser(user: UserActor): Promise<UserActor | null> {
  const [row] = await primarySql<{ role: Role }>(sql`
    SELECT u.role FROM session s JOIN user_account u ON u.id = s.user_id
    WHERE s.id_hash = ${user.sessionHash} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - interval '12 hours' AND u.disabled_at IS NULL`);
  return row ? { ...user, role: row.role } : null;
}
