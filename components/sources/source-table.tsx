import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { webhookKindFacts } from '@/lib/sources/model';
import type { SourceAnswer } from '@/lib/sources/schema';
import classes from './source.module.css';

type SourceTableProps = {
  sources: SourceAnswer[];
  zone: string;
  paging: { first: string | null; next: string | null };
};

/** Sources with what sends to them and whether they were heard. */
export function SourceTable({ sources, zone, paging }: SourceTableProps) {
  const columns: Column<SourceAnswer>[] = [
    {
      key: 'name',
      header: 'Name',
      cell: ({ name, kind }) => (
        <span className={classes.name}>
          <span>{name}</span>
          <span className={classes.kind}>{webhookKindFacts[kind].label}</span>
        </span>
      ),
    },
    {
      key: 'state',
      header: 'State',
      cell: ({ first_delivery_at }) =>
        first_delivery_at ? (
          <StatusBadge tone="good">Connected</StatusBadge>
        ) : (
          <StatusBadge tone="waiting">Waiting for the first delivery</StatusBadge>
        ),
    },
    {
      key: 'last',
      header: 'Last delivery',
      cell: ({ last_delivery_at }) =>
        last_delivery_at ? <Timestamp at={last_delivery_at} zone={zone} relative /> : 'none yet',
    },
    {
      key: 'created',
      header: 'Created',
      cell: ({ created_at, created_by }) => (
        <span className={classes.name}>
          <Timestamp at={created_at} zone={zone} style="date" />
          <span className={classes.kind}>by {created_by}</span>
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Sources"
      rows={sources}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/settings/sources/${id}`}
      columns={columns}
      paging={paging}
      empty={
        <EmptyState title="No sources yet" headingLevel={2}>
          Alertmanager, Grafana and PagerDuty send their alerts here, each with a secret of its own. Add a source; the
          dialog shows what to paste over there.
        </EmptyState>
      }
    />
  );
}
