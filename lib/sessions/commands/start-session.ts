import sql from 'sql-template-tag';
import { sessionMaxAgeSeconds } from '@/lib/auth/options';
import { ForbiddenError } from '@/lib/core/errors';
import { sha256 } from '@/lib/core/ids';
import { command } from '@/lib/server/command';
import { startSessionInput } from '../schema';

/**
 * Begins a session of 7 days at most for somebody who just proved who they are. The session that the browser had before ends: an
 * id planted or copied before signing in is worth nothing afterwards.
 */
export const startSession = command({
  name: 'session.start',
  permission: 'session:own',
  input: startSessionInput,
  run: async ({ tx, input, now }) => {
    const expiresAt = new Date(now.getTime() + sessionMaxAgeSeconds * 1000);
    const [user] = await tx.sql<{ email: string }>(sql`
      UPDATE user_account SET last_sign_in_at = ${now} WHERE id = ${input.userId} AND disabled_at IS NULL RETURNING email`);
    if (!user) throw new ForbiddenError('This account is disabled.');
    if (input.replaces) {
      await tx.sql(
        sql`UPDATE session SET revoked_at = ${now} WHERE id_hash = ${sha256(input.replaces)} AND revoked_at IS NULL`,
      );
    }
    const provenAt = input.provenAt && input.provenAt < now ? input.provenAt : now;
    await tx.sql(sql`
      INSERT INTO session (id_hash, user_id, created_at, last_seen_at, authenticated_at, expires_at)
      VALUES (${sha256(input.sessionId)}, ${input.userId}, ${now}, ${now}, ${provenAt}, ${expiresAt})`);
    return user;
  },
  audit: ({ email }, { input }) => ({ subject: email, detail: { method: input.method, address: input.address } }),
});
