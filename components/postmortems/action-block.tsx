import { ActionOwner, ActionPriorityMark } from '@/components/actions/action-cells';
import { statusShown, typeShown } from '@/components/actions/action-words';
import { DueDate } from '@/components/actions/due-date';
import { type EditAction, EditActionButton } from '@/components/actions/edit-action';
import { MoveAction } from '@/components/actions/move-action';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Kbd } from '@/components/ui/kbd';
import { StatusBadge } from '@/components/ui/status-badge';
import type { ActionAnswer } from '@/lib/actions/schema';
import classes from './action-block.module.css';

/** Apart, or the font draws them as one sign. */
const brackets = '[\u00a0]';

type ActionBlockProps = {
  items: ActionAnswer[];
  today: string;
  /** Changes an item; null for those who may only read. */
  edit: EditAction | null;
};

/** The action items of a post-mortem: rows, of which its text shows a view. */
export function ActionBlock({ items, today, edit }: ActionBlockProps) {
  const columns: Column<ActionAnswer>[] = [
    {
      key: 'action',
      header: 'Action',
      cell: (item) => (edit ? <EditActionButton item={item} edit={edit} /> : item.text),
    },
    { key: 'type', header: 'Type', wideOnly: true, cell: ({ type }) => typeShown[type] },
    { key: 'owner', header: 'Owner', cell: (item) => <ActionOwner item={item} /> },
    { key: 'due', header: 'Due', cell: (item) => <DueDate item={item} today={today} /> },
    { key: 'priority', header: 'Priority', wideOnly: true, cell: (item) => <ActionPriorityMark item={item} /> },
    {
      key: 'status',
      header: 'Status',
      cell: (item) => {
        const [tone, word] = statusShown[item.status];
        return edit ? <MoveAction item={item} edit={edit} /> : <StatusBadge tone={tone}>{word}</StatusBadge>;
      },
    },
  ];
  return (
    <div className={classes.block}>
      <DataTable
        caption="Action items of this post-mortem"
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        empty={
          <p className={classes.empty}>
            What will be different after this? Write each down with an owner and a date
            {edit ? (
              <>
                : New action above, or <Kbd keys={brackets} /> at the beginning of a line.
              </>
            ) : (
              '.'
            )}
          </p>
        }
      />
    </div>
  );
}
