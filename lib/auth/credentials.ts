import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import { countSignInAttempt, forgiveSignInAttempts } from './limiter';
import { verifyPassword } from './passwords';

export type CredentialsCheck =
  | { ok: true; userId: string }
  | { ok: false; reason: 'wrong' }
  | { ok: false; reason: 'limited'; retryAfterSeconds: number };

/** Checks e-mail and password behind the limiter. Unknown, disabled and passwordless accounts answer like a wrong password, as slowly. */
export async function checkCredentials(email: string, password: string, address: string): Promise<CredentialsCheck> {
  const normalised = email.trim().toLowerCase();
  const retryAfterSeconds = await countSignInAttempt(normalised, address);
  if (retryAfterSeconds > 0) return { ok: false, reason: 'limited', retryAfterSeconds };
  const [account] = await primarySql<{ id: string; passwordHash: string | null; disabled: boolean }>(sql`
    SELECT id, password_hash AS "passwordHash", disabled_at IS NOT NULL AS disabled FROM user_account WHERE email = ${normalised}`);
  const matches = await verifyPassword(password, account?.passwordHash ?? null);
  if (!account || !matches || account.disabled) return { ok: false, reason: 'wrong' };
  await forgiveSignInAttempts(normalised, address);
  return { ok: true, userId: account.id };
}
