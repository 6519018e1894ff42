import { listUnreminded } from '@/lib/actions/queries/reminders';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { planStep } from '../model/plan';
import { listOverdue } from './overdue';
import { readSettings } from './settings';
import { readTold } from './told';

const lateSeconds = 60;

/**
 * How many reminders should have been queued a minute ago and were not: of updates, of post-mortems (every day, to whoever commanded) and, in the
 * morning, of action items. What no channel would hear of is owed to nobody and is not counted.
 */
export async function countUnsentReminders(): Promise<number> {
  const db = { sql: primarySql };
  const settings = await readSettings(db);
  if (!settings.channels.some(({ steps }) => steps.includes('reminder'))) return 0;
  const [overdue, actions] = await Promise.all([listOverdue(lateSeconds), listUnreminded(now(), lateSeconds)]);
  let count = 0;
  for (const { incidentId, number, severity, kind } of [...overdue, ...actions]) {
    const told = await readTold(db, incidentId);
    const situation = { key: `INC-${number}`, severity, kind, told, isAcknowledged: false };
    if (planStep('reminder', situation, settings).length > 0) count += 1;
  }
  return count;
}
