import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt as OWASP's password storage cheat sheet asks: N = 2^15, r = 8, p = 3. It costs as much as N = 2^17 with p = 1 at a quarter
 * of the memory (32 MiB), so a burst of sign-ins cannot eat the server's. The text names its parameters; they can rise later.
 */
const cost = { log2N: 15, r: 8, p: 3 };
const keyBytes = 32;
const maxAtOnce = 2;

/** A well-formed hash that no password has: an unknown account costs as much time as a known one. */
const nobody = `scrypt$${cost.log2N}$${cost.r}$${cost.p}$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(keyBytes).toString('base64url')}`;

let running = 0;
const waiting: (() => void)[] = [];

/** At most two at a time: each holds a thread of the pool and 32 MiB for a quarter of a second. */
async function derive(password: string, salt: Buffer, { log2N, r, p }: typeof cost): Promise<Buffer> {
  if (running >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await new Promise((resolve, reject) => {
      const options = { N: 2 ** log2N, r, p, maxmem: 256 * 1024 * 1024 };
      scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** The hash to store: `scrypt$log2N$r$p$salt$key`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.log2N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** True when the password belongs to the stored hash; compared in constant time. Null costs the same and is never true. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, log2N, r, p, salt, key] = (stored ?? nobody).split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined)
    throw new Error('A stored password hash is not readable.');
  const parameters = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), parameters);
  return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && stored !== null;
}
