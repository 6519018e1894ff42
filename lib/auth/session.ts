import { decode } from 'next-auth/jwt';
import { env } from '@/lib/config/env';
import { sha256 } from '@/lib/core/ids';
import { findSessionUser, type UserActor } from './actor';

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
