import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Timestamp } from '@/components/ui/timestamp';
import type { ServiceSetting } from '@/lib/catalog/schema';
import { EditService, type EditServiceProps } from './edit-service';

type ServiceSettingsTableProps = {
  services: ServiceSetting[];
  teams: EditServiceProps['teams'];
  zone: string;
  search: string;
  edit: EditServiceProps['edit'] | null;
  paging: { first: string | null; next: string | null };
};

/** Services with their team and repository; `edit` is null for those who only look. */
export function ServiceSettingsTable({ services, teams, zone, search, edit, paging }: ServiceSettingsTableProps) {
  const columns: Column<ServiceSetting>[] = [
    {
      key: 'slug',
      header: 'Service',
      cell: ({ slug }) => <Link href={`/services/${encodeURIComponent(slug)}`}>{slug}</Link>,
    },
    { key: 'team', header: 'Team', cell: ({ teamName }) => teamName ?? 'no team' },
    {
      key: 'from',
      header: 'Team comes from',
      cell: ({ teamPinned }) => (teamPinned ? 'chosen here' : 'its deployments'),
    },
    { key: 'repository', header: 'Repository', cell: ({ repository }) => repository ?? 'not reported' },
    {
      key: 'last',
      header: 'Last deployed',
      cell: ({ lastDeployedAt }) =>
        lastDeployedAt ? <Timestamp at={lastDeployedAt} zone={zone} relative /> : 'not finished yet',
    },
  ];
  if (edit) {
    columns.push({
      key: 'edit',
      header: 'Action',
      align: 'right',
      cell: (service) => <EditService service={service} teams={teams} edit={edit} />,
    });
  }
  return (
    <DataTable
      caption="Services"
      rows={services}
      rowKey={({ slug }) => slug}
      columns={columns}
      paging={paging}
      empty={
        search ? (
          <EmptyState title="No service with this name" headingLevel={2}>
            No service or team holds “{search}”.
          </EmptyState>
        ) : (
          <EmptyState
            title="No services yet"
            headingLevel={2}
            action={<LinkButton href="/">Open the overview</LinkButton>}
          >
            A service comes into being when a deployment or an incident first names it. The overview shows the command
            that reports the first one.
          </EmptyState>
        )
      }
    />
  );
}
