import { logger } from '@/lib/core/log';
import { readOverdueWork } from '../queries/overdue-work';

/** Says in the log what the program itself is late with; what it cannot read either is said too. */
export async function watchWork(): Promise<void> {
  try {
    const overdue = await readOverdueWork();
    if (overdue.targets + overdue.messages + overdue.reminders > 0)
      logger.warn({ overdue }, 'work is more than a minute late: is every process up, and the database quick enough?');
  } catch (error) {
    logger.warn({ err: error }, 'whether work is late could not be read');
  }
}
