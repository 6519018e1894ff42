import { type Column, DataTable } from '@/components/ui/data-table';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { StatusBadge } from '@/components/ui/status-badge';
import { reactionWords } from '@/lib/notifications/model/words';
import type { ListedChannel, ListedRoute, Severity } from '@/lib/notifications/schema';
import classes from './channels.module.css';
import { EditRoute, type SetRoute } from './edit-route';

type RouteTableProps = { routes: ListedRoute[]; channels: ListedChannel[]; unpaged: Severity[]; set: SetRoute };

/** What each severity does when it is declared (handbook §7.1), and to whom it goes. */
export function RouteTable({ routes, channels, unpaged, set }: RouteTableProps) {
  const named = (ids: string[]) =>
    channels
      .filter(({ id }) => ids.includes(id))
      .map(({ name, enabled }) => (enabled ? name : `${name} (switched off)`));
  const columns: Column<ListedRoute>[] = [
    { key: 'severity', header: 'Severity', cell: ({ severity }) => <SeverityBadge severity={severity} /> },
    {
      key: 'reaction',
      header: 'When declared',
      cell: ({ severity, reaction }) => (
        <span className={classes.stack}>
          <span className={classes.name}>{reactionWords[reaction].label}</span>
          <span className={classes.note}>
            {unpaged.includes(severity) ? (
              <StatusBadge tone="bad">Wakes nobody</StatusBadge>
            ) : (
              reactionWords[reaction].help
            )}
          </span>
        </span>
      ),
    },
    {
      key: 'primary',
      header: 'Goes to',
      cell: ({ reaction, primary }) =>
        reaction === 'none' ? 'nobody' : <Names names={named(primary)} none="no channel yet" />,
    },
    {
      key: 'fallback',
      header: 'If nobody takes command in time',
      cell: ({ reaction, fallback }) =>
        reaction === 'none' ? (
          'nobody'
        ) : (
          <Names names={named(fallback)} none={reaction === 'page' ? 'the same channels again' : 'nobody'} />
        ),
    },
    {
      key: 'edit',
      header: 'Action',
      align: 'right',
      cell: (route) => <EditRoute route={route} channels={channels} set={set} />,
    },
  ];
  return (
    <DataTable
      caption="What each severity does"
      rows={routes}
      rowKey={({ severity }) => severity}
      columns={columns}
      empty={null}
    />
  );
}

function Names({ names, none }: { names: string[]; none: string }) {
  return <span className={classes.reason}>{names.length > 0 ? names.join(', ') : none}</span>;
}
