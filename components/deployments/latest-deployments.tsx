import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Timestamp } from '@/components/ui/timestamp';
import type { DeploymentAnswer } from '@/lib/deployments/schema';
import { DeploymentStatus } from './deployment-status';
import { versionName } from './version-name';

export type ListedDeployment = DeploymentAnswer & { href: string };

/** The newest deployments of a scope in a few columns. */
export function LatestDeployments({
  deployments,
  zone,
  withService = true,
}: {
  deployments: ListedDeployment[];
  zone: string;
  withService?: boolean;
}) {
  return (
    <DataTable
      caption="Latest deployments"
      rows={deployments}
      rowKey={({ href }) => href}
      rowHref={({ href }) => href}
      columns={[
        ...(withService
          ? [{ key: 'service', header: 'Service', cell: ({ service }: ListedDeployment) => service }]
          : []),
        {
          key: 'version',
          header: 'Version',
          mono: true,
          cell: (deployment) => versionName(deployment) ?? 'not reported',
        },
        { key: 'environment', header: 'Environment', wideOnly: true, cell: ({ environment }) => environment },
        {
          key: 'when',
          header: 'When',
          cell: ({ finished_at, started_at, received_at }) => (
            <Timestamp at={finished_at ?? started_at ?? received_at} zone={zone} relative />
          ),
        },
        { key: 'state', header: 'State', cell: ({ status }) => <DeploymentStatus status={status} /> },
      ]}
      empty={<EmptyState title="No deployments yet">They appear here as pipelines report them.</EmptyState>}
    />
  );
}
