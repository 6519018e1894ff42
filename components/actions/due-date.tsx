import { daysUntil, dueStateOf, isOpenAction } from '@/lib/actions/model';
import type { ActionAnswer } from '@/lib/actions/schema';
import { formatDate } from '@/lib/core/time';
import classes from './action-cells.module.css';

const thin = '\u202f';

/** When an item is due, and how far that is from `today`; for one that is over the date alone. */
export function DueDate({ item, today }: { item: ActionAnswer; today: string }) {
  const { due_on, status } = item;
  if (due_on === null) return <span className={classes.none}>no due date</span>;
  const date = formatDate(due_on, due_on.slice(0, 4) !== today.slice(0, 4));
  const state = isOpenAction(status) ? dueStateOf(item, today) : 'later';
  return (
    <time dateTime={due_on} className={classes.due} data-state={state}>
      {date}
      {state !== 'later' && `, ${distance(daysUntil(due_on, today))}`}
    </time>
  );
}

function distance(days: number): string {
  if (days === 0) return 'today';
  return days < 0 ? `${-days}${thin}d late` : `in ${days}${thin}d`;
}
