import sql from 'sql-template-tag';
import type { UserActor } from '@/lib/auth/actor';
import { hasIdentityProvider } from '@/lib/auth/identity-provider';
import { primarySql } from '@/lib/db/pool';

/** What the sign-in page shows: whether there is any way in at all. */
export async function loadSignIn(): Promise<{ anybodyCanSignIn: boolean }> {
  if (hasIdentityProvider()) return { anybodyCanSignIn: true };
  const [anybody] = await primarySql(sql`SELECT 1 FROM user_account WHERE password_hash IS NOT NULL LIMIT 1`);
  return { anybodyCanSignIn: anybody !== undefined };
}

export type OwnSession = { startedAt: string; lastSeenAt: string; current: boolean };

/** The live sessions of a person, this one first. */
export async function loadOwnSessions(user: UserActor): Promise<OwnSession[]> {
  const rows = await primarySql<{ startedAt: Date; lastSeenAt: Date; current: boolean }>(sql`
    SELECT created_at AS "startedAt", last_seen_at AS "lastSeenAt", id_hash = ${user.sessionHash} AS current FROM session
    WHERE user_id = ${user.id} AND revoked_at IS NULL AND expires_at > now() AND last_seen_at > now() - interval '12 hours'
    ORDER BY current DESC, last_seen_at DESC LIMIT 50`);
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}
