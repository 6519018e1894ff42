import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { command } from '@/lib/server/command';
import { listOverdue, type Overdue } from '../queries/overdue';
import { queueReminder } from './queue';

const reminder: SystemActor = { kind: 'system', name: 'reminder' };

const queueOne = command({
  name: 'notification.remind',
  permission: 'notification:manage',
  input: z.custom<Overdue>(),
  // The row of the outbox is the record.
  audit: 'none',
  run: ({ tx, input }) => queueReminder(tx, input),
});

/** Queues reminders of what is overdue; every process may do so, and each reminder comes once. Answers how many messages are new. */
export async function remindOverdue(): Promise<number> {
  let queued = 0;
  try {
    for (const overdue of await listOverdue()) queued += await queueOne.execute(overdue, { actor: reminder });
  } catch (error) {
    logger.warn({ err: error }, 'reminders could not be queued; it is tried again');
  }
  return queued;
}
