import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatCount } from '@/lib/core/format';
import { destinationOf, kindWords, stepWords } from '@/lib/notifications/model/words';
import type { ListedChannel } from '@/lib/notifications/schema';
import { RemoveChannel, TestChannel } from './channel-actions';
import classes from './channels.module.css';
import { EditChannel } from './edit-channel';

type ChannelTableProps = {
  channels: ListedChannel[];
  zone: string;
  save: Parameters<typeof EditChannel>[0]['save'];
  test: Parameters<typeof TestChannel>[0]['test'];
  remove: Parameters<typeof RemoveChannel>[0]['remove'];
};

/** Who can be told, and whether the last message arrived. */
export function ChannelTable({ channels, zone, save, test, remove }: ChannelTableProps) {
  const columns: Column<ListedChannel>[] = [
    {
      key: 'name',
      header: 'Channel',
      cell: ({ name, config }) => (
        <span className={classes.stack}>
          <span className={classes.name}>{name}</span>
          <span className={classes.note}>
            {kindWords[config.kind].label}, {destinationOf(config)}
          </span>
        </span>
      ),
    },
    {
      key: 'hears',
      header: 'Hears of',
      cell: (channel) => (
        <span className={classes.stack}>
          <span>{channel.canPage ? 'Pages and messages' : 'Messages'}</span>
          <span className={`${classes.note} ${classes.hears}`}>{hears(channel)}</span>
        </span>
      ),
    },
    { key: 'state', header: 'Last message', cell: (channel) => <LastMessage channel={channel} zone={zone} /> },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      cell: (channel) => (
        <span className={classes.actions}>
          <TestChannel channel={channel} test={test} />
          <EditChannel channel={channel} save={save} />
          <RemoveChannel channel={channel} remove={remove} />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Channels"
      rows={channels}
      rowKey={({ id }) => id}
      columns={columns}
      empty={
        <EmptyState title="No channel yet" headingLevel={3}>
          Add PagerDuty, Opsgenie or Grafana to wake the on-call person, Slack or e-mail to tell the team. Until then
          nobody hears of an incident but who looks at Fairlead.
        </EmptyState>
      }
    />
  );
}

function hears({ config, steps, includesDrills }: ListedChannel): string {
  const drills = includesDrills ? '; drills and tests too' : '';
  if (config.kind === 'pagerduty') return `Opened, acknowledged, resolved${drills}`;
  const also = steps.map((step) => stepWords[step].toLowerCase());
  return `${also.length > 0 ? `What nobody may miss, and ${also.join(', ')}` : 'What nobody may miss'}${drills}`;
}

function LastMessage({ channel: { enabled, last, waiting }, zone }: { channel: ListedChannel; zone: string }) {
  return (
    <span className={classes.stack}>
      {!enabled ? (
        <StatusBadge tone="stopped">Switched off</StatusBadge>
      ) : last === null ? (
        <StatusBadge tone="neutral">None yet</StatusBadge>
      ) : (
        <StatusBadge tone={last.state === 'sent' ? 'good' : 'bad'}>
          {last.state === 'sent' ? 'Delivered' : 'Failed'}
        </StatusBadge>
      )}
      {last && (
        <span className={classes.note}>
          <Timestamp at={last.at} zone={zone} relative />
          {last.error && `. ${last.error}`}
        </span>
      )}
      {waiting > 0 && <span className={classes.note}>{formatCount(waiting, 'message')} waiting</span>}
    </span>
  );
}
