import type { ReactNode } from 'react';
import { DataTable, type Paging } from '@/components/ui/data-table';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatDuration } from '@/lib/core/format';
import { runBudgets } from '@/lib/rollbacks/model/run';
import type { RollbackListed } from '@/lib/rollbacks/schema';
import { RollbackState, SimulatedMark } from './rollback-state';
import { nameOf } from './rollback-words';
import classes from './table.module.css';

type RollbackTableProps = { rollbacks: RollbackListed[]; zone: string; empty: ReactNode; paging: Paging };

const missing = (text: string) => <span className={classes.missing}>{text}</span>;

/** Rollbacks with the times that they took, against those that they may take. */
export function RollbackTable({ rollbacks, zone, empty, paging }: RollbackTableProps) {
  return (
    <DataTable
      caption="Rollbacks"
      rows={rollbacks}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/rollbacks/${id}`}
      columns={[
        {
          key: 'service',
          header: 'Service',
          cell: ({ service, from, to }) => (
            <>
              {service}
              <span className="visually-hidden">
                {' '}
                from {nameOf(from)} to {nameOf(to)}
              </span>
            </>
          ),
        },
        {
          key: 'versions',
          header: 'From → to',
          mono: true,
          cell: ({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`,
        },
        { key: 'environment', header: 'Environment', cell: ({ environment }) => environment },
        {
          key: 'when',
          header: 'Requested',
          cell: ({ requested_at }) => <Timestamp at={requested_at} zone={zone} relative />,
        },
        { key: 'by', header: 'By', wideOnly: true, cell: ({ by }) => by },
        {
          key: 'decide',
          header: 'Decide',
          align: 'right',
          cell: ({ decide_seconds }) => seconds(decide_seconds, 'not known'),
        },
        { key: 'took', header: 'Apply, verify', align: 'right', cell: (row) => <Took rollback={row} /> },
        {
          key: 'incident',
          header: 'Incident',
          cell: ({ incident, reason }) => incident ?? missing(reason === null ? 'private' : 'none'),
        },
        {
          key: 'state',
          header: 'State',
          cell: ({ state, drill, simulated }) => (
            <span className={classes.state}>
              <RollbackState state={state} />
              {drill && (
                <StatusBadge tone="neutral" tinted>
                  Drill
                </StatusBadge>
              )}
              {simulated && <SimulatedMark />}
            </span>
          ),
        },
      ]}
      empty={empty}
      paging={paging}
    />
  );
}

const seconds = (value: number | null, absent: string) => (value === null ? missing(absent) : formatDuration(value));

function Took({ rollback }: { rollback: RollbackListed }) {
  const { apply_seconds, verify_seconds, drill, finished_at } = rollback;
  if (apply_seconds === null || verify_seconds === null)
    return missing(finished_at === null ? 'running' : 'not verified');
  const total = apply_seconds + verify_seconds;
  const limit = runBudgets[drill ? 'drill' : 'rollback'];
  return (
    <span className={classes.took} data-late={total >= limit || undefined}>
      {formatDuration(total)}
      <span className={classes.missing}>
        {total < limit ? 'within' : 'over'} {formatDuration(limit)}
      </span>
    </span>
  );
}
