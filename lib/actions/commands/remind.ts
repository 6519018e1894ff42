import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { localDate, now } from '@/lib/core/time';
import { queueReminder } from '@/lib/notifications/commands/queue';
import { readSettings } from '@/lib/notifications/queries/settings';
import { command } from '@/lib/server/command';
import { reminderHour, reminderText } from '../model';
import { dueReminders } from '../queries/reminders';

export type Reminded = {
  /** Action items that are due for a reminder today. */
  items: number;
  /** Messages that were queued now; those of today that were queued before are not among them. */
  queued: number;
  /** Is there a channel that takes reminders? */
  hasChannel: boolean;
};

/**
 * Queues today's reminders of action items for the channels that take reminders; once for each item and day, however often and from
 * however many processes it is asked for.
 */
export const remindOwners = command({
  name: 'action.remind',
  permission: 'action:write',
  input: z.strictObject({}),
  run: async ({ tx, actor, now: at }): Promise<Reminded> => {
    const day = localDate(at, 'UTC');
    const [items, { channels }] = await Promise.all([dueReminders(tx, actor, day), readSettings(tx)]);
    const hasChannel = channels.some(({ steps }) => steps.includes('reminder'));
    let queued = 0;
    for (const { id, text, owner, dueOn, ...facts } of hasChannel ? items : []) {
      const words = reminderText({ id, text, owner, dueOn }, day);
      queued += await queueReminder(tx, { ...facts, reminderKey: `action:${id}:${day}`, text: words });
    }
    return { items: items.length, queued, hasChannel };
  },
  audit: ({ items, queued }) => (queued > 0 ? { subject: 'Action items', detail: { items, queued } } : null),
});

const keeper: SystemActor = { kind: 'system', name: 'action items' };
/** The reminders of this day, in the morning; safe to be called every hour. */
export async function remindInTheMorning(): Promise<void> {
  if (now().getUTCHours() >= reminderHour) await remindOwners.execute({}, { actor: keeper });
}
