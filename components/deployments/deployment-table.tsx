import type { ReactNode } from 'react';
import { DataTable } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { Timestamp } from '@/components/ui/timestamp';
import type { DeploymentAnswer, DeploymentStrategy } from '@/lib/deployments/schema';
import { DeploymentMarks } from './deployment-marks';
import { DeploymentStatus } from './deployment-status';
import classes from './deployment-table.module.css';
import { versionName } from './version-name';

export const strategyWords: Record<DeploymentStrategy, string> = {
  rolling: 'Rolling',
  blue_green: 'Blue-green',
  canary: 'Canary',
  recreate: 'Recreate',
};

export type TableDeployment = DeploymentAnswer & {
  href: string;
  changes: number;
  caused: string[];
  fixed: string[];
};

/** Seconds from start to end; null when one of them is unknown or the clocks disagree. */
export function runSeconds({ started_at, finished_at }: Pick<DeploymentAnswer, 'started_at' | 'finished_at'>) {
  if (!started_at || !finished_at) return null;
  const seconds = (new Date(finished_at).getTime() - new Date(started_at).getTime()) / 1000;
  return seconds >= 0 ? seconds : null;
}

const missing = (text: string) => <span className={classes.missing}>{text}</span>;

/** Deployments with everything that a list has room for. */
export function DeploymentTable({
  deployments,
  zone,
  empty,
  paging,
}: {
  deployments: TableDeployment[];
  zone: string;
  empty: ReactNode;
  paging: { first: string | null; newer: string | null; older: string | null; note: string };
}) {
  return (
    <DataTable
      caption="Deployments"
      rows={deployments}
      rowKey={({ href }) => href}
      rowHref={({ href }) => href}
      columns={[
        {
          key: 'service',
          header: 'Service',
          cell: ({ service, version, environment }) => (
            <>
              {service}
              <span className="visually-hidden">
                {' '}
                {version ?? ''} in {environment}
              </span>
            </>
          ),
        },
        {
          key: 'version',
          header: 'Version',
          mono: true,
          cell: (deployment) => versionName(deployment) ?? missing('not reported'),
        },
        { key: 'environment', header: 'Environment', cell: ({ environment }) => environment },
        {
          key: 'when',
          header: 'When',
          cell: ({ finished_at, started_at, received_at }) => (
            <Timestamp at={finished_at ?? started_at ?? received_at} zone={zone} relative />
          ),
        },
        { key: 'duration', header: 'Duration', align: 'right', cell: (row) => <RunTime deployment={row} /> },
        {
          key: 'changes',
          header: 'Changes',
          align: 'right',
          cell: ({ changes }) => (changes > 0 ? changes : missing('not reported')),
        },
        { key: 'actor', header: 'Actor', wideOnly: true, cell: ({ actor }) => actor ?? missing('not reported') },
        {
          key: 'strategy',
          header: 'Strategy',
          wideOnly: true,
          cell: ({ strategy }) => (strategy ? strategyWords[strategy] : missing('not reported')),
        },
        {
          key: 'state',
          header: 'State',
          cell: (row) => (
            <span className={classes.state}>
              <DeploymentStatus status={row.status} />
              <DeploymentMarks deployment={row} />
            </span>
          ),
        },
      ]}
      empty={empty}
      paging={paging}
    />
  );
}

function RunTime({ deployment }: { deployment: DeploymentAnswer }) {
  const seconds = runSeconds(deployment);
  if (seconds !== null) return <Duration seconds={seconds} />;
  if (deployment.status === 'queued') return missing('not started');
  if (!deployment.finished_at) return missing('not finished');
  return missing(deployment.started_at ? 'clocks disagree' : 'start not reported');
}
