import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from '@/lib/core/ids';

const none = Buffer.alloc(32);

/** Are two texts the same? Looks at digests of one length, so that neither content nor length shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** True when one of `given` is one of `wanted`; every pair is compared, also when there is nothing to compare with. */
export function matchesAny(given: readonly string[], wanted: readonly string[]): boolean {
  let found = false;
  for (const one of given.length > 0 ? given : ['']) {
    for (const other of wanted.length > 0 ? wanted : [none.toString('hex')]) {
      found = (isSame(one, other) && one !== '' && other !== '') || found;
    }
  }
  return found && given.length > 0 && wanted.length > 0;
}

/** HMAC-SHA256 in hex, of bytes that came in, behind a prefix where the scheme has one. */
export function hmacHex(secret: string, raw: Uint8Array, prefix = ''): string {
  return createHmac('sha256', secret).update(prefix).update(raw).digest('hex');
}

/** The secret that a caller presents: as a bearer token, as the password of basic authentication, or as X-API-Key. */
export function presentedSecrets(headers: Headers): string[] {
  const authorization = headers.get('authorization') ?? '';
  const bearer = /^Bearer +(\S{1,255})$/i.exec(authorization)?.[1];
  const basic = /^Basic +([A-Za-z0-9+/=]{1,1024})$/i.exec(authorization)?.[1];
  const password = basic === undefined ? undefined : /:(.*)$/s.exec(Buffer.from(basic, 'base64').toString('utf8'))?.[1];
  return [bearer, password, headers.get('x-api-key')].filter(
    (each) => each !== undefined && each !== null && each !== '',
  ) as string[];
}

const skewMs = 5 * 60_000;

/** Is a signature's time, in seconds since 1970, within five minutes of now? */
export function isFresh(seconds: string, now: Date): boolean {
  return /^\d{9,12}$/.test(seconds) && Math.abs(now.getTime() - Number(seconds) * 1000) <= skewMs;
}
