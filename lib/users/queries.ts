import sql from 'sql-template-tag';
import type { Role } from '@/lib/auth/policy';
import { likePattern } from '@/lib/core/like-pattern';
import { primarySql } from '@/lib/db/pool';

export type AccountRow = {
  id: string;
  email: string;
  name: string;
  role: Role;
  hasPassword: boolean;
  hasIdentity: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
  disabledAt: Date | null;
};

const columns = sql`id, email, name, role, password_hash IS NOT NULL AS "hasPassword", oidc_subject IS NOT NULL AS "hasIdentity",
  created_at AS "createdAt", last_sign_in_at AS "lastSignInAt", disabled_at AS "disabledAt"`;

/** Accounts in order of name, disabled ones last. */
export function listAccounts(limit: number, search: string): Promise<AccountRow[]> {
  const pattern = likePattern(search);
  return primarySql<AccountRow>(sql`
    SELECT ${columns} FROM user_account WHERE email LIKE ${pattern} OR lower(name) LIKE ${pattern}
    ORDER BY disabled_at IS NOT NULL, lower(name), email LIMIT ${limit}`);
}

/** One account with its live sessions, and whether another administrator could sign in; null when there is none. */
export async function readAccount(
  userId: string,
): Promise<(AccountRow & { sessions: number; hasOtherAdmin: boolean }) | null> {
  const [row] = await primarySql<AccountRow & { sessions: number; hasOtherAdmin: boolean }>(sql`
    SELECT ${columns},
      (SELECT count(*) FROM session s WHERE s.user_id = user_account.id AND s.revoked_at IS NULL AND s.expires_at > now()
        AND s.last_seen_at > now() - interval '12 hours')::int AS sessions,
      EXISTS (SELECT 1 FROM user_account o WHERE o.id <> user_account.id AND o.role = 'admin' AND o.disabled_at IS NULL
        AND (o.password_hash IS NOT NULL OR o.oidc_subject IS NOT NULL)) AS "hasOtherAdmin"
    FROM user_account WHERE id = ${userId}`);
  return row ?? null;
}
