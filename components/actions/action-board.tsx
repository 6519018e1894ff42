import { Card } from '@/components/ui/card';
import { StatusBadge } from '@/components/ui/status-badge';
import { type ActionAnswer, type ActionStatus, actionStatuses } from '@/lib/actions/schema';
import { formatCount, formatNumber, formatShare } from '@/lib/core/format';
import { formatDate } from '@/lib/core/time';
import classes from './action-board.module.css';
import { ActionOwner, ActionPriorityMark, ActionSource } from './action-cells';
import { statusShown } from './action-words';
import { DueDate } from './due-date';
import { type EditAction, EditActionButton } from './edit-action';
import { MoveAction } from './move-action';

type BoardProps = {
  items: ActionAnswer[];
  /** How many there are in a column, where that is more than are shown. */
  totals: Partial<Record<ActionStatus, number>>;
  today: string;
  edit: EditAction | null;
};

/** Action items as cards in columns by status; a card is moved by its menu. */
export function ActionBoard({ items, totals, today, edit }: BoardProps) {
  return (
    <div className={classes.board}>
      {actionStatuses.map((status) => {
        const cards = items.filter((item) => item.status === status);
        const total = totals[status] ?? cards.length;
        const count = total > cards.length ? `latest ${formatShare(cards.length, total)}` : formatNumber(cards.length);
        return (
          <Card key={status} title={statusShown[status][1]} note={count}>
            {cards.length === 0 ? (
              <p className={classes.none}>Nothing is {statusShown[status][1].toLowerCase()}.</p>
            ) : (
              <ul className={classes.cards} aria-label={formatCount(cards.length, 'action item')}>
                {cards.map((item) => (
                  <li key={item.id} className={classes.card}>
                    <span className={classes.top}>
                      <span className={classes.id}>{item.id}</span>
                      <ActionPriorityMark item={item} />
                    </span>
                    {edit ? (
                      <EditActionButton item={item} edit={edit} />
                    ) : (
                      <span className={classes.text}>{item.text}</span>
                    )}
                    <ActionSource item={item} />
                    <span className={classes.row}>
                      <ActionOwner item={item} />
                      {item.done_at ? (
                        <span className={classes.over}>since {formatDate(item.done_at.slice(0, 10), false)}</span>
                      ) : (
                        <DueDate item={item} today={today} />
                      )}
                    </span>
                    {edit ? (
                      <MoveAction item={item} edit={edit} />
                    ) : (
                      <StatusBadge tone={statusShown[status][0]}>{statusShown[status][1]}</StatusBadge>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Card>
        );
      })}
    </div>
  );
}
