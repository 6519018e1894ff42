import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { EnvironmentSetting } from '@/lib/catalog/schema';
import { formatNumber } from '@/lib/core/format';
import { EnvironmentKindChoice, type EnvironmentKindProps } from './environment-kind';

type EnvironmentTableProps = {
  environments: EnvironmentSetting[];
  zone: string;
  set: EnvironmentKindProps['set'] | null;
};

/** Environments and what each is; `set` is null for those who only look. */
export function EnvironmentTable({ environments, zone, set }: EnvironmentTableProps) {
  const columns: Column<EnvironmentSetting>[] = [
    { key: 'name', header: 'Environment', cell: ({ name }) => name },
    {
      key: 'kind',
      header: 'Kind',
      cell: ({ name, kind, deployments }) =>
        set ? <EnvironmentKindChoice name={name} kind={kind} deployments={deployments} set={set} /> : kind,
    },
    {
      key: 'counts',
      header: 'In the metrics',
      cell: ({ kind }) => (
        <StatusBadge tone={kind === 'production' ? 'good' : 'neutral'}>
          {kind === 'production' ? 'Counts' : 'Does not count'}
        </StatusBadge>
      ),
    },
    {
      key: 'deployments',
      header: 'Deployments',
      align: 'right',
      cell: ({ deployments }) => formatNumber(deployments),
    },
    {
      key: 'last',
      header: 'Last deployed',
      cell: ({ lastDeployedAt }) =>
        lastDeployedAt ? <Timestamp at={lastDeployedAt} zone={zone} relative /> : 'not yet',
    },
  ];
  return (
    <DataTable
      caption="Environments"
      rows={environments}
      rowKey={({ name }) => name}
      columns={columns}
      empty={
        <EmptyState
          title="No environments yet"
          headingLevel={2}
          action={<LinkButton href="/">Open the overview</LinkButton>}
        >
          An environment comes into being when a deployment or an incident first names it. One called “production”,
          “prod” or “live” counts in the metrics at once.
        </EmptyState>
      }
    />
  );
}
