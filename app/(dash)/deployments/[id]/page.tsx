import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CarriedChanges } from '@/components/deployments/carried-changes';
import { DeleteDeployment } from '@/components/deployments/delete-deployment';
import { DeploymentFacts } from '@/components/deployments/deployment-facts';
import { DeploymentHead } from '@/components/deployments/deployment-head';
import { NamingIncidents } from '@/components/deployments/naming-incidents';
import { StatusSteps } from '@/components/deployments/status-steps';
import { versionName } from '@/components/deployments/version-name';
import { CountingTable } from '@/components/metrics/counting-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { formatCount } from '@/lib/core/format';
import type { Search } from '@/lib/core/page-search';
import { type DeploymentView, loadDeployment } from '@/lib/deployments/load';
import { loadDeploymentRollback } from '@/lib/rollbacks/load/workloads';
import { removeDeploymentAction } from '../actions';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

const nameOf = ({ deployment }: DeploymentView) => `${deployment.service} ${versionName(deployment) ?? deployment.id}`;

export const metadata: Metadata = { title: 'Deployment' };

export default async function DeploymentPage({ params, searchParams }: Props) {
  const user = await requireUser();
  const [{ id }, zone] = await Promise.all([params, searchParams.then(viewerZone)]);
  const view = await loadDeployment(user, id);
  if (!view) notFound();
  const { deployment, incidents, changes } = view;
  const { service, environment } = deployment;
  const rollback = await loadDeploymentRollback(user, { key: view.key, service, environment });
  const named = (link: 'caused' | 'fixed') =>
    incidents.filter((incident) => incident.link === link && incident.counts).map(({ key }) => key);
  return (
    <>
      <PageHeader
        title={nameOf(view)}
        crumbs={[{ href: '/deployments', label: 'Deployments' }]}
        note={<DeploymentHead deployment={{ ...deployment, caused: named('caused'), fixed: named('fixed') }} />}
        liveZone={zone}
        actions={
          <>
            {rollback.was && <LinkButton href={`/rollbacks/${rollback.was}`}>See its steps</LinkButton>}
            {rollback.planHref && <LinkButton href={rollback.planHref}>Roll back…</LinkButton>}
            {view.mayDelete && (
              <DeleteDeployment deploymentKey={view.key} name={nameOf(view)} remove={removeDeploymentAction} />
            )}
          </>
        }
      />
      <TwoColumns
        main={
          <>
            <Card
              title="Changes"
              note={
                changes.length > 0 &&
                `${formatCount(changes.length, 'change')}; the handbook counts merge → production, DORA commit → production`
              }
              flush
            >
              <CarriedChanges changes={changes} />
            </Card>
            <Card title="Does it count?" note="in the metrics of all production" flush>
              <CountingTable caption="Whether this deployment counts" verdicts={view.verdicts} />
            </Card>
          </>
        }
        side={
          <>
            <Card title="Facts" note={zone}>
              <DeploymentFacts deployment={deployment} undoes={view.undoes} undoneBy={view.undoneBy} zone={zone} />
            </Card>
            <Card title="Status over time" note={zone}>
              <StatusSteps steps={view.steps} zone={zone} />
            </Card>
            <Card
              title="Incidents"
              actions={
                <Link href={`/incidents?service=${encodeURIComponent(deployment.service)}`}>Of this service</Link>
              }
            >
              <NamingIncidents incidents={incidents} hidden={view.hidden.length} />
            </Card>
          </>
        }
      />
    </>
  );
}
