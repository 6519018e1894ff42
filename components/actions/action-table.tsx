import { CalendarDays, Clock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Column, DataTable, type Paging } from '@/components/ui/data-table';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { OpenAction } from '@/lib/actions/load';
import type { DueState } from '@/lib/actions/model';
import type { ActionAnswer } from '@/lib/actions/schema';
import { formatNumber } from '@/lib/core/format';
import { ActionIssue, ActionOwner, ActionPriorityMark, ActionSource } from './action-cells';
import classes from './action-table.module.css';
import { statusShown, typeShown } from './action-words';
import { DueDate } from './due-date';
import { type EditAction, EditActionButton } from './edit-action';
import { MoveAction } from './move-action';

type TableProps<Item> = {
  caption: string;
  items: Item[];
  today: string;
  /** Changes an item; null for those who may only read. */
  edit: EditAction | null;
  empty: ReactNode;
  paging?: Paging;
};

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;
const heads: Record<DueState, { word: string; icon: ReactNode }> = {
  overdue: { word: 'Overdue', icon: <TriangleAlert {...icon} /> },
  soon: { word: 'Due in 7 days', icon: <Clock {...icon} /> },
  later: { word: 'Later', icon: <CalendarDays {...icon} /> },
};

/** Action items that are not over, by when they are due. */
export function OpenActionTable(props: TableProps<OpenAction>) {
  const { items, paging, ...rest } = props;
  return (
    <DataTable
      {...rest}
      {...(paging ? { paging } : {})}
      rows={items}
      rowKey={({ id }) => id}
      columns={columnsOf(rest)}
      groupOf={({ dueState }) => {
        const { word, icon: sign } = heads[dueState];
        const count = items.filter((item) => item.dueState === dueState).length;
        return {
          key: dueState,
          head: (
            <span className={classes.head} data-state={dueState}>
              {sign}
              <span className={classes.word}>{word}</span>
              <span className={classes.count}>{formatNumber(count)}</span>
            </span>
          ),
        };
      }}
    />
  );
}

const overSince: Column<ActionAnswer> = {
  key: 'over',
  header: 'Over since, UTC',
  cell: ({ done_at }) => done_at && <Timestamp at={done_at} zone="UTC" relative />,
};

/** Action items in one list; those that are over with the time since when. */
export function ActionTable(props: TableProps<ActionAnswer>) {
  const { items, paging, ...rest } = props;
  const columns = columnsOf(rest);
  if (items.some(({ done_at }) => done_at)) columns.splice(-1, 0, overSince);
  return <DataTable {...rest} {...(paging ? { paging } : {})} rows={items} rowKey={({ id }) => id} columns={columns} />;
}

function columnsOf({ today, edit }: Pick<TableProps<never>, 'today' | 'edit'>): Column<ActionAnswer>[] {
  return [
    { key: 'action', header: 'Action item', cell: (item) => <Words item={item} edit={edit} /> },
    { key: 'from', header: 'From', cell: (item) => <ActionSource item={item} /> },
    {
      key: 'type',
      header: 'Type',
      wideOnly: true,
      cell: ({ type }) => <span className={classes.type}>{typeShown[type]}</span>,
    },
    { key: 'owner', header: 'Owner', cell: (item) => <ActionOwner item={item} /> },
    { key: 'priority', header: 'Priority', cell: (item) => <ActionPriorityMark item={item} /> },
    {
      key: 'status',
      header: 'Status',
      cell: (item) => {
        const [tone, word] = statusShown[item.status];
        return edit ? <MoveAction item={item} edit={edit} /> : <StatusBadge tone={tone}>{word}</StatusBadge>;
      },
    },
    { key: 'due', header: 'Due', cell: (item) => <DueDate item={item} today={today} /> },
    { key: 'issue', header: 'Issue', align: 'right', wideOnly: true, cell: (item) => <ActionIssue item={item} /> },
  ];
}

function Words({ item, edit }: { item: ActionAnswer; edit: EditAction | null }) {
  return (
    <span className={classes.words}>
      <span className={classes.id}>{item.id}</span>
      {edit ? <EditActionButton item={item} edit={edit} /> : <span className={classes.text}>{item.text}</span>}
    </span>
  );
}
