import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { channelIdInput } from '../schema';

/** Takes a channel out of use for good: its secrets go, its routes too; what it delivered stays on record. */
export const removeChannel = command({
  name: 'notification.remove_channel',
  permission: 'notification:manage',
  input: channelIdInput,
  run: async ({ tx, input: { id }, now }) => {
    const [row] = await tx.sql<{ name: string }>(sql`
      UPDATE notification_channel SET removed_at = ${now}, enabled = false, sealed_secrets = '', updated_at = ${now}
      WHERE id = ${id} AND removed_at IS NULL RETURNING name`);
    if (!row) throw new NotFoundError('This channel');
    await tx.sql(sql`DELETE FROM notification_route WHERE channel_id = ${id}`);
    await tx.sql(sql`
      UPDATE outbox SET state = 'superseded', next_at = NULL, last_error = 'The channel was removed.'
      WHERE channel_id = ${id} AND state = 'pending'`);
    return { id, name: row.name };
  },
  audit: ({ id, name }) => ({ subject: name, detail: { id } }),
});
