import sql from 'sql-template-tag';
import type { Role } from '@/lib/auth/policy';
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

/** Accounts in order of name; `after` is the id of the last one of the page before. */
export function listAccounts(limit: number, search: string): Promise<AccountRow[]> {
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return primarySql<AccountRow>(sql`
    SELECT id, email, name, role, password_hash IS NOT NULL AS "hasPassword", oidc_subject IS NOT NULL AS "hasIdentity",
           created_at AS "createdAt", last_sign_in_at AS "lastSignInAt", disabled_at AS "disabledAt"
    FROM user_account WHERE email LIKE ${pattern} OR lower(name) LIKE ${pattern}
    ORDER BY disabled_at IS NOT NULL, lower(name), email LIMIT ${limit}`);
}
