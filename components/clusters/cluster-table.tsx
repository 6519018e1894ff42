import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Timestamp } from '@/components/ui/timestamp';
import { clusterKindWords } from '@/lib/clusters/model/words';
import type { ClusterAnswer } from '@/lib/clusters/schema/settings';
import { CheckState } from './cluster-facts';
import classes from './clusters.module.css';

type ClusterTableProps = {
  clusters: ClusterAnswer[];
  zone: string;
  paging: { first: string | null; next: string | null };
};

/** Clusters with where they are and what their last check said. */
export function ClusterTable({ clusters, zone, paging }: ClusterTableProps) {
  const columns: Column<ClusterAnswer>[] = [
    {
      key: 'name',
      header: 'Name',
      cell: ({ name, kind }) => (
        <span className={classes.stack}>
          <span className={classes.name}>{name}</span>
          <span className={classes.note}>{clusterKindWords[kind].label}</span>
        </span>
      ),
    },
    { key: 'address', header: 'Where', cell: ({ address }) => <span className={classes.long}>{address}</span> },
    {
      key: 'check',
      header: 'Last check',
      cell: ({ check, checked_at }) => (
        <span className={classes.stack}>
          <CheckState check={check} />
          {checked_at && (
            <span className={classes.note}>
              <Timestamp at={checked_at} zone={zone} relative />
            </span>
          )}
        </span>
      ),
    },
    { key: 'workloads', header: 'Linked workloads', align: 'right', cell: ({ workloads }) => workloads },
  ];
  return (
    <DataTable
      caption="Clusters"
      rows={clusters}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/settings/clusters/${id}`}
      columns={columns}
      paging={paging}
      empty={
        <EmptyState title="No clusters yet" headingLevel={2}>
          Add the clusters that your services run on, and link each service to its workload. From then on Fairlead sees
          which version runs, learns which ones are known good, and can roll back to them.
        </EmptyState>
      }
    />
  );
}
