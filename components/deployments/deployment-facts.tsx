import { Repository } from '@/components/catalog/repository';
import { Duration } from '@/components/ui/duration';
import { FactList } from '@/components/ui/fact-list';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import type { DeploymentAnswer } from '@/lib/deployments/schema';
import { runSeconds, strategyWords } from './deployment-table';

type Other = { key: number; id: string; version: string | null };

/** Everything that was said of a deployment. */
export function DeploymentFacts({
  deployment,
  undoes,
  undoneBy,
  zone,
}: {
  deployment: DeploymentAnswer;
  undoes: Other | null;
  undoneBy: Other[];
  zone: string;
}) {
  const { service, started_at, finished_at, strategy, rollback_of } = deployment;
  const seconds = runSeconds(deployment);
  const time = (at: string | null) => at && <Timestamp at={at} zone={zone} style="datetime" />;
  return (
    <FactList
      facts={[
        { label: 'Service', value: <Link href={`/services/${encodeURIComponent(service)}`}>{service}</Link> },
        { label: 'Environment', value: deployment.environment },
        { label: 'Version', value: deployment.version, absent: 'not reported', mono: true },
        { label: 'Commit', value: deployment.commit, absent: 'not reported', mono: true },
        { label: 'Started', value: time(started_at), absent: 'not reported' },
        { label: 'Finished', value: time(finished_at), absent: 'not finished' },
        {
          label: 'Duration',
          value: seconds === null ? null : <Duration seconds={seconds} />,
          absent: started_at && finished_at ? 'it finished before it started: two clocks disagree' : 'needs both times',
        },
        { label: 'Actor', value: deployment.actor, absent: 'not reported' },
        { label: 'Strategy', value: strategy && strategyWords[strategy], absent: 'not reported' },
        { label: 'Repository', value: deployment.repository && <Repository name={deployment.repository} /> },
        { label: 'Team', value: deployment.team },
        {
          label: 'Rollback of',
          value: undoes ? <OtherLink other={undoes} /> : rollback_of && <code>{rollback_of}</code>,
        },
        {
          label: 'Rolled back by',
          value:
            undoneBy.length === 0
              ? null
              : undoneBy.map((other, index) => (
                  <span key={other.key}>
                    {index > 0 && ', '}
                    <OtherLink other={other} />
                  </span>
                )),
        },
        {
          label: 'Pipeline run',
          value: deployment.source_url && (
            <a href={deployment.source_url} rel="noreferrer">
              {deployment.source_url}
            </a>
          ),
        },
        { label: 'Id', value: deployment.id, mono: true },
        { label: 'Reported by', value: deployment.source },
        { label: 'Received', value: time(deployment.received_at) },
      ]}
    />
  );
}

function OtherLink({ other: { key, id, version } }: { other: Other }) {
  return <Link href={`/deployments/${key}`}>{version ?? id}</Link>;
}
