import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { StatusBadge } from '@/components/ui/status-badge';
import { workloadKindWords, workloadName } from '@/lib/clusters/model/words';
import type { ClusterAnswer, WorkloadAnswer } from '@/lib/clusters/schema/settings';
import classes from './clusters.module.css';
import { type Link, LinkWorkload } from './link-workload';

type UnlinkedTableProps = {
  cluster: ClusterAnswer;
  workloads: WorkloadAnswer[];
  /** Whether only one namespace was asked for. */
  isNarrowed: boolean;
  services: string[];
  environments: string[];
  link: Link;
};

/** What runs on a cluster and is no service yet; suggestions come first. */
export function UnlinkedTable({ cluster, workloads, isNarrowed, services, environments, link }: UnlinkedTableProps) {
  const columns: Column<WorkloadAnswer>[] = [
    {
      key: 'workload',
      header: 'Workload',
      cell: (workload) => (
        <span className={classes.stack}>
          <span className={classes.name}>{workloadName(workload)}</span>
          <span className={classes.note}>
            {workloadKindWords[workload.kind]}
            {workload.owned_by && `, kept by ${workload.owned_by}`}
          </span>
        </span>
      ),
    },
    {
      key: 'images',
      header: 'Images',
      mono: true,
      cell: ({ images }) => <span className={classes.long}>{images.join(', ')}</span>,
    },
    {
      key: 'ready',
      header: 'Ready',
      cell: ({ ready, desired, paused }) =>
        paused ? (
          <StatusBadge tone="stopped">Paused</StatusBadge>
        ) : (
          <StatusBadge tone={desired === 0 ? 'neutral' : ready >= desired ? 'good' : 'bad'}>
            {ready} of {desired}
          </StatusBadge>
        ),
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      cell: ({ suggested, kind, namespace, name }) => (
        <span className={classes.actions}>
          <LinkWorkload
            cluster={cluster}
            workload={{ kind, namespace, name }}
            suggested={suggested}
            services={services}
            environments={environments}
            link={link}
          />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Workloads that are linked to no service"
      rows={workloads}
      rowKey={({ kind, namespace, name }) => `${kind} ${namespace} ${name}`}
      columns={columns}
      empty={
        <EmptyState title={isNarrowed ? 'Nothing to link in this namespace' : 'Nothing to link'}>
          All that runs here is linked to a service, or nothing runs that Fairlead could roll back.
        </EmptyState>
      }
    />
  );
}
