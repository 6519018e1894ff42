import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PlanAbout } from '@/components/rollbacks/plan-about';
import { RollbackPlan } from '@/components/rollbacks/rollback-plan';
import { SimulatedMark } from '@/components/rollbacks/rollback-state';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import type { Search } from '@/lib/core/page-search';
import { loadPlan } from '@/lib/rollbacks/load/plan';
import { planRollbackAction, requestRollbackAction } from '../../../rollbacks/actions';
import classes from '../service.module.css';

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<Search> };

export const metadata: Metadata = { title: 'Plan a rollback' };

export default async function RollbackPlanPage({ params, searchParams }: Props) {
  const user = await requireUser();
  const [{ slug }, search] = await Promise.all([params, searchParams]);
  const [view, zone] = await Promise.all([loadPlan(user, slug, search), viewerZone(search)]);
  if (!view) notFound();
  const { service, environment, target, running, incident } = view;
  return (
    <>
      <PageHeader
        title={`Roll back ${service}`}
        crumbs={[{ href: '/rollbacks', label: 'Rollbacks' }]}
        note={
          <>
            <Link href={`/services/${encodeURIComponent(service)}`} className={classes.inText}>
              {service}
            </Link>{' '}
            in {environment}
            {target && ` · ${target.workload} on ${target.cluster}`} {target?.simulated && <SimulatedMark />}
          </>
        }
        liveZone={zone}
        actions={
          incident ? (
            <>
              <PlanAbout incident={incident} readAt={view.readAt} />
              <LinkButton href={`/incidents/${incident.key}`}>Discard plan</LinkButton>
            </>
          ) : (
            <LinkButton href={`/services/${encodeURIComponent(service)}`}>Discard plan</LinkButton>
          )
        }
      />
      <LeftOutNotice names={view.ignored} />
      {running && (
        <Notice tone="info">
          A rollback of this workload is running, started by {running.by}.{' '}
          <Link href={`/rollbacks/${running.id}`} className={classes.inText}>
            Follow it
          </Link>
        </Notice>
      )}
      {!target ? (
        <Card>
          <EmptyState
            title={`${service} is linked to no workload in ${environment}`}
            headingLevel={2}
            action={
              view.mayLink ? (
                <LinkButton kind="primary" href="/settings/clusters">
                  Link a workload
                </LinkButton>
              ) : undefined
            }
          >
            Fairlead rolls back what it knows how to reach.{' '}
            {view.mayLink
              ? 'Say in Settings, Clusters which workload it is.'
              : 'An administrator says in Settings, Clusters which workload it is.'}{' '}
            {view.environments.length > 0 && (
              <>
                It is linked in{' '}
                {view.environments.map((each, index) => (
                  <span key={each}>
                    {index > 0 && ', '}
                    <Link href={`?environment=${encodeURIComponent(each)}`} className={classes.inText}>
                      {each}
                    </Link>
                  </span>
                ))}
                .
              </>
            )}
          </EmptyState>
        </Card>
      ) : view.mayPlan ? (
        <RollbackPlan view={view} zone={zone} plan={planRollbackAction} request={requestRollbackAction} />
      ) : (
        <Card title="Who may">
          <p>{view.hindrance}</p>
        </Card>
      )}
    </>
  );
}
