import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { WorkloadsView } from '@/lib/rollbacks/load/workloads';
import { RollbackState, SimulatedMark } from './rollback-state';
import { nameOf } from './rollback-words';
import classes from './workloads.module.css';

type WorkloadsProps = { service: string; view: WorkloadsView; zone: string };

/** What a service is on clusters, where it is rolled back, and its latest rollback. */
export function Workloads({ service, view: { workloads, latest, mayLink }, zone }: WorkloadsProps) {
  return (
    <Card
      title="Workloads"
      note="what can be rolled back"
      actions={<Link href={`/rollbacks?service=${encodeURIComponent(service)}`}>All rollbacks</Link>}
    >
      {workloads.length === 0 ? (
        <p className={classes.muted}>
          No workload is linked, so Fairlead cannot roll {service} back.{' '}
          {mayLink ? (
            <Link href="/settings/clusters">Link a workload</Link>
          ) : (
            'An administrator links it in Settings, Clusters.'
          )}
        </p>
      ) : (
        <ul className={classes.list}>
          {workloads.map(({ environment, cluster, simulated, workload, running, planHref }) => (
            <li key={environment} className={classes.workload}>
              <span className={classes.words}>
                <span className={classes.strong}>{environment}</span>
                <span className={classes.muted}>
                  <span className="mono">{workload}</span> on {cluster}
                </span>
                {simulated && <SimulatedMark />}
              </span>
              {running ? (
                <Link href={`/rollbacks/${running.id}`}>
                  <StatusBadge tone="running">Rolling back</StatusBadge>
                </Link>
              ) : (
                planHref && (
                  <LinkButton href={planHref}>
                    Roll back…<span className="visually-hidden"> {environment}</span>
                  </LinkButton>
                )
              )}
            </li>
          ))}
        </ul>
      )}
      {latest && (
        <p className={classes.latest}>
          <Link href={`/rollbacks/${latest.id}`}>Latest rollback</Link>: {nameOf(latest.from)} → {nameOf(latest.to)},{' '}
          <Timestamp at={latest.requested_at} zone={zone} relative plain /> <RollbackState state={latest.state} />
        </p>
      )}
    </Card>
  );
}
