import { Lock } from 'lucide-react';
import { type Column, DataTable, type Paging } from '@/components/ui/data-table';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatCount, formatDuration } from '@/lib/core/format';
import type { ListedPostmortem, PostmortemViewId } from '@/lib/postmortems/load/list';
import classes from './postmortem-table.module.css';
import { stateShown } from './postmortem-words';

type PostmortemTableProps = {
  view: PostmortemViewId;
  items: ListedPostmortem[];
  empty: React.ReactNode;
  paging?: Paging;
};

const incident: Column<ListedPostmortem> = {
  key: 'incident',
  header: 'Incident',
  cell: ({ key, title, isPrivate }) => (
    <span className={classes.title}>
      <span className={classes.key}>{key}</span> {title}
      {isPrivate && (
        <span className={classes.private}>
          <Lock size={12} strokeWidth={1.75} aria-hidden="true" /> private
        </span>
      )}
    </span>
  ),
};

const common: Column<ListedPostmortem>[] = [
  incident,
  { key: 'severity', header: 'Severity', cell: ({ severity }) => <SeverityBadge severity={severity} /> },
  {
    key: 'services',
    header: 'Services',
    wideOnly: true,
    cell: ({ services }) =>
      services.length > 0 ? services.join(', ') : <span className={classes.none}>none named</span>,
  },
];

const owner: Column<ListedPostmortem> = {
  key: 'owner',
  header: 'Owner',
  cell: (item) => item.owner ?? <span className={classes.none}>nobody yet</span>,
};
const state: Column<ListedPostmortem> = {
  key: 'state',
  header: 'State',
  cell: (item) => <StatusBadge tone={stateShown[item.state][0]}>{stateShown[item.state][1]}</StatusBadge>,
};
const due: Column<ListedPostmortem> = {
  key: 'due',
  header: 'Due, UTC',
  cell: ({ dueAt, dueInSeconds, isOverdue }) => {
    if (dueAt === null || dueInSeconds === null) return <span className={classes.none}>no date</span>;
    return (
      <span className={classes.due} data-late={isOverdue || undefined}>
        <Timestamp at={dueAt} zone="UTC" plain />
        <span className={classes.distance}>
          {isOverdue ? `${formatDuration(-dueInSeconds)} late` : `in ${formatDuration(dueInSeconds)}`}
        </span>
      </span>
    );
  },
};
const detected: Column<ListedPostmortem> = {
  key: 'detected',
  header: 'Detected, UTC',
  wideOnly: true,
  cell: ({ detectedAt }) => <Timestamp at={detectedAt} zone="UTC" />,
};
const actionItems: Column<ListedPostmortem> = {
  key: 'actions',
  header: 'Action items',
  cell: ({ openActions }) => (openActions > 0 ? `${formatCount(openActions, 'item')} open` : 'none open'),
};

const columns: Record<PostmortemViewId, Column<ListedPostmortem>[]> = {
  open: [...common, state, owner, detected, due],
  review: [...common, state, owner, due],
  published: [
    ...common,
    owner,
    actionItems,
    {
      key: 'published',
      header: 'Published, UTC',
      cell: ({ publishedAt }) => publishedAt && <Timestamp at={publishedAt} zone="UTC" />,
    },
  ],
  skipped: [...common, { key: 'reason', header: 'Reason', cell: ({ skippedReason }) => skippedReason }],
};

/** Post-mortems of one view of the list. */
export function PostmortemTable({ view, items, empty, paging }: PostmortemTableProps) {
  return (
    <DataTable
      caption="Post-mortems"
      columns={columns[view]}
      rows={items}
      rowKey={({ key }) => key}
      rowHref={({ href }) => href}
      empty={empty}
      {...(paging ? { paging } : {})}
    />
  );
}
