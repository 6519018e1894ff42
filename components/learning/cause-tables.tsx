import { DataTable } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { formatNumber } from '@/lib/core/format';
import type { DeploymentCause, ServiceCause } from '@/lib/incidents/queries/learning';
import classes from './learning.module.css';

/** The services that incidents were about, most first. */
export function ServiceCauses({ services }: { services: ServiceCause[] }) {
  return (
    <DataTable
      caption="Services with the most incidents"
      rows={services}
      rowKey={({ service }) => service}
      rowHref={({ service }) => `/incidents?service=${service}`}
      columns={[
        { key: 'service', header: 'Service', cell: ({ service }) => service },
        { key: 'incidents', header: 'Incidents', align: 'right', cell: ({ incidents }) => formatNumber(incidents) },
        { key: 'severe', header: 'SEV1 and SEV2', align: 'right', cell: ({ severe }) => formatNumber(severe) },
        { key: 'caused', header: 'Caused by a deployment', align: 'right', cell: ({ caused }) => formatNumber(caused) },
        {
          key: 'time',
          header: 'Time to restore, sum',
          align: 'right',
          cell: ({ restoreSeconds }) => <Duration seconds={restoreSeconds} />,
        },
      ]}
      empty={
        <EmptyState title="No incident names a service">Services are named when an incident is reported.</EmptyState>
      }
    />
  );
}

/** Deployments that more than one incident names as its cause. */
export function DeploymentCauses({ deployments }: { deployments: DeploymentCause[] }) {
  return (
    <DataTable
      caption="Deployments that caused more than one incident"
      rows={deployments}
      rowKey={({ key }) => String(key)}
      columns={[
        {
          key: 'deployment',
          header: 'Deployment',
          cell: ({ key, id, version }) => (
            <Link href={`/deployments/${key}`} className={classes.key}>
              {version ?? id}
            </Link>
          ),
        },
        { key: 'service', header: 'Service', cell: ({ service }) => service },
        {
          key: 'incidents',
          header: 'Incidents',
          cell: ({ incidents }) => (
            <span className={classes.keys}>
              {incidents.map((incident) => (
                <Link key={incident} href={`/incidents/${incident}`} className={classes.key}>
                  {incident}
                </Link>
              ))}
            </span>
          ),
        },
      ]}
      empty={
        <EmptyState title="No deployment caused more than one incident">
          A deployment stands here once a second incident names it as its cause.
        </EmptyState>
      }
    />
  );
}
