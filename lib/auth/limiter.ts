import sql from 'sql-template-tag';
import { sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';

/**
 * Brute-force limiter, counted in the database so that all processes share it (reliability-security §10). A window ends by itself
 * after five minutes however many tries come, so nobody is locked out for good.
 */
const limits = { account: 5, address: 30 };
const windowMinutes = 5;

/** The text typed as an e-mail address may be a password: only its hash is kept. */
function bucket(kind: keyof typeof limits, value: string): string {
  return `${kind}:${sha256(value).toString('hex').slice(0, 40)}`;
}

async function count(kind: keyof typeof limits, value: string): Promise<number> {
  const [row] = await primarySql<{ attempts: number; secondsLeft: number }>(sql`
    INSERT INTO sign_in_attempt AS known (bucket, window_start, attempts) VALUES (${bucket(kind, value)}, now(), 1)
    ON CONFLICT (bucket) DO UPDATE SET
      attempts = CASE WHEN known.window_start <= now() - make_interval(mins => ${windowMinutes}) THEN 1 ELSE known.attempts + 1 END,
      window_start = CASE WHEN known.window_start <= now() - make_interval(mins => ${windowMinutes}) THEN now() ELSE known.window_start END
    RETURNING attempts, ceil(extract(epoch FROM window_start + make_interval(mins => ${windowMinutes}) - now()))::int AS "secondsLeft"`);
  return row && row.attempts > limits[kind] ? Math.max(1, row.secondsLeft) : 0;
}

/** Counts one try to sign in; 0 when it may be evaluated, else the seconds until the next one may. */
export async function countSignInAttempt(email: string, address: string): Promise<number> {
  return (await count('address', address)) || (await count('account', email));
}

/** A success clears the account's count; the address gets back its one try, no more, or an attacker's own account would reset it. */
export async function forgiveSignInAttempts(email: string, address: string): Promise<void> {
  await primarySql(sql`DELETE FROM sign_in_attempt WHERE bucket = ${bucket('account', email)}`);
  await primarySql(
    sql`UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE bucket = ${bucket('address', address)} AND attempts > 0`,
  );
}
