import sql from 'sql-template-tag';
import { ForbiddenError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { noInput } from '../schema';

/** Signs out: the session's row is revoked, so a copied cookie is worth nothing from now on. */
export const endSession = command({
  name: 'session.end',
  permission: 'session:own',
  input: noInput,
  run: async ({ tx, actor, now }) => {
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has a session.');
    await tx.sql(
      sql`UPDATE session SET revoked_at = ${now} WHERE id_hash = ${actor.sessionHash} AND revoked_at IS NULL`,
    );
    return null;
  },
  audit: (_result, { actor }) => ({ subject: actor.kind === 'user' ? actor.email : '', detail: {} }),
});

/** Signs the person out everywhere but here; answers how many sessions ended. */
export const endOtherSessions = command({
  name: 'session.end_others',
  permission: 'session:own',
  input: noInput,
  run: async ({ tx, actor, now }) => {
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has sessions.');
    const ended = await tx.sql(sql`
      UPDATE session SET revoked_at = ${now}
      WHERE user_id = ${actor.id} AND id_hash <> ${actor.sessionHash} AND revoked_at IS NULL AND expires_at > ${now} RETURNING 1`);
    return { ended: ended.length };
  },
  audit: ({ ended }, { actor }) => ({ subject: actor.kind === 'user' ? actor.email : '', detail: { ended } }),
});
