import { type Column, DataTable } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { tagOf } from '@/lib/clusters/model/suggest';
import { workloadKindWords, workloadName } from '@/lib/clusters/model/words';
import type { SeenTarget } from '@/lib/clusters/queries/seen';
import { UnlinkWorkload } from './cluster-actions';
import classes from './clusters.module.css';

type TargetTableProps = {
  targets: SeenTarget[];
  zone: string;
  unlink: Parameters<typeof UnlinkWorkload>[0]['unlink'];
};

/** Which services run on a cluster, and what was last seen of each. */
export function TargetTable({ targets, zone, unlink }: TargetTableProps) {
  const columns: Column<SeenTarget>[] = [
    {
      key: 'service',
      header: 'Service',
      cell: ({ service, environment }) => (
        <span className={classes.stack}>
          <Link href={`/services/${service}`} className={classes.name}>
            {service}
          </Link>
          <span className={classes.note}>{environment}</span>
        </span>
      ),
    },
    {
      key: 'workload',
      header: 'Workload',
      cell: (target) => (
        <span className={classes.stack}>
          <span className={classes.long}>{workloadName(target)}</span>
          <span className={classes.note}>{workloadKindWords[target.kind]}</span>
        </span>
      ),
    },
    {
      key: 'seen',
      header: 'Last seen running',
      cell: ({ seen }) =>
        seen ? (
          <span className={classes.stack}>
            <span className={classes.version}>{seen.images.map(({ image }) => tagOf(image) ?? image).join(', ')}</span>
            <span className={`${classes.note} ${classes.when}`}>
              since <Timestamp at={seen.since} zone={zone} relative />
            </span>
          </span>
        ) : (
          'nothing yet'
        ),
    },
    { key: 'health', header: 'Seen healthy', cell: (target) => <SeenHealthy target={target} zone={zone} /> },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      cell: ({ service, environment }) => (
        <span className={classes.actions}>
          <UnlinkWorkload link={{ slug: service, environment }} unlink={unlink} />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Linked workloads"
      rows={targets}
      rowKey={({ service, environment }) => `${service} ${environment}`}
      columns={columns}
      empty={
        <EmptyState title="No workload is linked yet">
          Link what runs here to its service below. Then Fairlead watches which version runs, and can roll it back.
        </EmptyState>
      }
    />
  );
}

function SeenHealthy({ target: { seen, lookError }, zone }: { target: SeenTarget; zone: string }) {
  return (
    <span className={classes.stack}>
      {lookError !== null ? (
        <>
          <StatusBadge tone="bad">Could not be read</StatusBadge>
          <span className={`${classes.note} ${classes.reason}`}>{lookError}</span>
        </>
      ) : seen === null ? (
        <StatusBadge tone="waiting">Not looked at yet</StatusBadge>
      ) : seen.healthySeconds > 0 ? (
        <Duration seconds={seen.healthySeconds} />
      ) : (
        <StatusBadge tone="warning">Not yet</StatusBadge>
      )}
      {seen && (
        <span className={`${classes.note} ${classes.when}`}>
          looked at <Timestamp at={seen.at} zone={zone} relative />
        </span>
      )}
    </span>
  );
}
