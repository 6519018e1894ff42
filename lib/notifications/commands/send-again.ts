import sql from 'sql-template-tag';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { deliveryIdInput, type OutboxState } from '../schema';

/** Sends a delivery once more, under the same id, at once and with all its tries before it; one that waits is not waited for. */
export const sendAgain = command({
  name: 'notification.send_again',
  permission: 'notification:manage',
  input: deliveryIdInput,
  run: async ({ tx, input: { id } }) => {
    const [row] = await tx.sql<{ state: OutboxState; channel: string; usable: boolean }>(sql`
      SELECT o.state, c.name AS channel, c.enabled AND c.removed_at IS NULL AS usable
      FROM outbox o JOIN notification_channel c ON c.id = o.channel_id WHERE o.id = ${id} FOR UPDATE OF o`);
    if (!row) throw new NotFoundError('This delivery');
    if (!row.usable)
      throw new ConflictError(
        'stale_version',
        `The channel “${row.channel}” is not in use, so nothing can be sent to it.`,
      );
    // One that is on its way just now ends by itself.
    if (row.state !== 'sending')
      await tx.sql(sql`
        UPDATE outbox SET state = 'pending', attempts = 0, next_at = clock_timestamp(), delivered_at = NULL, last_error = NULL
        WHERE id = ${id}`);
    return { id, channel: row.channel, state: row.state };
  },
  audit: ({ id, channel, state }) => ({ subject: channel, detail: { id, state } }),
});
