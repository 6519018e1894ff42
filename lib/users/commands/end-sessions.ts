import sql from 'sql-template-tag';
import { command } from '@/lib/server/command';
import { userIdInput } from '../schema';
import { userForUpdate } from './subject';

/** Signs somebody out everywhere, at once; the account stays as it is. Answers how many sessions ended. */
export const endSessionsOf = command({
  name: 'user.end_sessions',
  permission: 'user:manage',
  input: userIdInput,
  run: async ({ tx, input, now }) => {
    const user = await userForUpdate(tx, input.userId);
    const ended = await tx.sql(sql`
      UPDATE session SET revoked_at = ${now} WHERE user_id = ${user.id} AND revoked_at IS NULL AND expires_at > ${now} RETURNING 1`);
    return { email: user.email, ended: ended.length };
  },
  audit: ({ email, ended }) => ({ subject: email, detail: { ended } }),
});
