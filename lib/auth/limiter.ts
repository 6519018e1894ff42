import sql from 'sql-template-tag';
import { sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';

/**
 * Brute-force limiter, counted in the database so that all processes share it (reliability-security §10). A window ends by itself
 * after five minutes however many tries come, so nobody is locked out for good. Where somebody signed in to an account before has
 * a count of its own for it (`place`): strangers who use up the account's tries do not lock out the one whose account it is.
 */
const limits = { account: 5, place: 5, address: 30 };
const windowMinutes = 5;

/** The text typed as an e-mail address may be a password: only its hash is kept. */
function bucket(kind: keyof typeof limits, value: string): string {
  return `${kind}:${sha256(value).toString('hex').slice(0, 40)}`;
}

const placeOf = (email: string, address: string) => bucket('place', `${email} ${address}`);

// A new window when the old one is over, else one try more in it.
const counted = sql`
  attempts = CASE WHEN tries.window_start <= now() - make_interval(mins => ${windowMinutes}) THEN 1 ELSE tries.attempts + 1 END,
  window_start = CASE WHEN tries.window_start <= now() - make_interval(mins => ${windowMinutes}) THEN now() ELSE tries.window_start END`;
const told = sql`
  attempts, ceil(extract(epoch FROM window_start + make_interval(mins => ${windowMinutes}) - now()))::int AS "secondsLeft"`;

type Counted = { attempts: number; secondsLeft: number };

const secondsToWait = (row: Counted | undefined, limit: number) =>
  row && row.attempts > limit ? Math.max(1, row.secondsLeft) : 0;

async function count(kind: 'account' | 'address', value: string): Promise<number> {
  const [row] = await primarySql<Counted>(sql`
    INSERT INTO sign_in_attempt AS tries (bucket, window_start, attempts) VALUES (${bucket(kind, value)}, now(), 1)
    ON CONFLICT (bucket) DO UPDATE SET ${counted} RETURNING ${told}`);
  return secondsToWait(row, limits[kind]);
}

/** Counts a try from where the account's owner was before; null when nobody signed in to it from there. */
async function countFromPlace(email: string, address: string): Promise<number | null> {
  const [row] = await primarySql<Counted>(sql`
    UPDATE sign_in_attempt AS tries SET ${counted} WHERE bucket = ${placeOf(email, address)} RETURNING ${told}`);
  return row ? secondsToWait(row, limits.place) : null;
}

/** Counts one try to sign in; 0 when it may be evaluated, else the seconds until the next one may. */
export async function countSignInAttempt(email: string, address: string): Promise<number> {
  const wait = await count('address', address);
  if (wait > 0) return wait;
  return (await countFromPlace(email, address)) ?? (await count('account', email));
}

/**
 * A success makes the place known for this account and clears the count that it went by: a stranger's tries stay counted when the
 * owner signs in from a known place. The address gets back its one try, no more, or an attacker's own account would reset it.
 */
export async function forgiveSignInAttempts(email: string, address: string): Promise<void> {
  const [place] = await primarySql<{ isNew: boolean }>(sql`
    INSERT INTO sign_in_attempt (bucket, window_start, attempts) VALUES (${placeOf(email, address)}, now(), 0)
    ON CONFLICT (bucket) DO UPDATE SET window_start = now(), attempts = 0 RETURNING xmax = 0 AS "isNew"`);
  if (place?.isNew) await primarySql(sql`DELETE FROM sign_in_attempt WHERE bucket = ${bucket('account', email)}`);
  await primarySql(
    sql`UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE bucket = ${bucket('address', address)} AND attempts > 0`,
  );
}
