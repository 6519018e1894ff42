import type { ReactNode } from 'react';
import { type Column, DataTable, type Paging } from '@/components/ui/data-table';
import { Link } from '@/components/ui/link';
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { outboxStateWords, stepWords } from '@/lib/notifications/model/words';
import type { ListedNotification, OutboxState } from '@/lib/notifications/schema';
import { SendAgain } from './channel-actions';
import classes from './channels.module.css';

const tones: Record<OutboxState, StatusTone> = {
  pending: 'waiting',
  sending: 'running',
  sent: 'good',
  failed: 'bad',
  superseded: 'stopped',
};

type NotificationTableProps = {
  rows: ListedNotification[];
  zone: string;
  empty: ReactNode;
  paging: Paging;
  again: Parameters<typeof SendAgain>[0]['again'];
};

/** Each message, to whom, and what became of it. */
export function NotificationTable({ rows, zone, empty, paging, again }: NotificationTableProps) {
  const columns: Column<ListedNotification>[] = [
    {
      key: 'what',
      header: 'What',
      cell: ({ incident, step, urgency }) => (
        <span className={classes.stack}>
          <span className={classes.name}>{stepWords[step]}</span>
          <span className={classes.note}>
            <Link href={`/incidents/${incident}`}>{incident}</Link>
            {urgency === 'page' && ', page'}
          </span>
        </span>
      ),
    },
    {
      key: 'whom',
      header: 'To',
      cell: ({ channel, recipient }) => (
        <span className={classes.stack}>
          <span>{channel}</span>
          {recipient.includes('@') && <span className={classes.note}>{recipient}</span>}
        </span>
      ),
    },
    { key: 'at', header: 'Queued', cell: ({ createdAt }) => <Timestamp at={createdAt} zone={zone} relative /> },
    { key: 'state', header: 'State', cell: (row) => <State row={row} zone={zone} /> },
    { key: 'tries', header: 'Tries', align: 'right', cell: ({ attempts }) => attempts },
    {
      key: 'why',
      header: 'Why',
      cell: ({ error, state, attempts }) => <span className={classes.reason}>{error ?? usual(state, attempts)}</span>,
    },
    {
      key: 'again',
      header: 'Action',
      align: 'right',
      cell: ({ id, state, canSend, incident, step, channel }) =>
        canSend && (state === 'failed' || state === 'sent' || state === 'pending') ? (
          <SendAgain id={id} about={`${incident} ${stepWords[step].toLowerCase()}, to ${channel}`} again={again} />
        ) : null,
    },
  ];
  return (
    <DataTable caption="Messages" rows={rows} rowKey={({ id }) => id} columns={columns} empty={empty} paging={paging} />
  );
}

function usual(state: OutboxState, attempts: number): string {
  if (state === 'sent') return attempts === 1 ? 'Taken at the first try.' : `Taken at try ${attempts}.`;
  return state === 'sending' ? 'It is on its way.' : 'It goes out within a second.';
}

function State({ row: { state, deliveredAt, nextAt }, zone }: { row: ListedNotification; zone: string }) {
  return (
    <span className={classes.stack}>
      <StatusBadge tone={tones[state]}>{outboxStateWords[state]}</StatusBadge>
      {deliveredAt && (
        <span className={classes.note}>
          <Timestamp at={deliveredAt} zone={zone} relative />
        </span>
      )}
      {state === 'pending' && nextAt && (
        <span className={classes.note}>
          next try <Timestamp at={nextAt} zone={zone} relative />
        </span>
      )}
    </span>
  );
}
