'use client';

import { useServerClock } from '@/components/incidents/room/use-room';
import { LiveBadge } from '@/components/shell/live-badge';
import { Card } from '@/components/ui/card';
import { FactList } from '@/components/ui/fact-list';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Timestamp } from '@/components/ui/timestamp';
import { TwoColumns } from '@/components/ui/two-columns';
import { formatDuration } from '@/lib/core/format';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import type { RunView } from '@/lib/rollbacks/load/run';
import { runBudgets } from '@/lib/rollbacks/model/run';
import type { RollbackAnswer } from '@/lib/rollbacks/schema';
import { BudgetBar } from './budget-bar';
import { PlanWarnings } from './plan-parts';
import type { OnRollback } from './rollback-actions';
import { RollbackState, SimulatedMark } from './rollback-state';
import { nameOf, stateWords } from './rollback-words';
import classes from './run.module.css';
import { RunNext } from './run-next';
import { RunProgress, RunSteps } from './run-steps';
import { useRollback } from './use-rollback';

type RollbackRunProps = { view: RunView; zone: string; cancel: OnRollback; lookAgain: OnRollback };

function titleOf({ state, service, to, finished_at }: RollbackAnswer): string {
  if (finished_at === null) return `Rolling back ${service} to ${nameOf(to)}`;
  return state === 'VERIFIED' ? `Rolled back ${service} to ${nameOf(to)}` : `Rollback of ${service} to ${nameOf(to)}`;
}

/** One rollback as it goes on, to its end: its steps, its clock, what runs, and what to do next. */
export function RollbackRun({ view, zone, cancel, lookAgain }: RollbackRunProps) {
  const known = useRollback(view.rollback.id, view.rollback);
  const now = useServerClock(view.readAt);
  const rollback = known.rollback ?? view.rollback;
  const { state, service, environment, incident, finished_at, requested_at, plan } = rollback;
  const end = finished_at ? new Date(finished_at) : now;
  const elapsedSeconds = Math.max(0, (end.getTime() - new Date(requested_at).getTime()) / 1000);
  const limitSeconds = runBudgets[rollback.drill ? 'drill' : 'rollback'];
  return (
    <>
      <PageHeader
        title={titleOf(rollback)}
        crumbs={[{ href: '/rollbacks', label: 'Rollbacks' }]}
        note={
          <>
            <Link href={`/services/${encodeURIComponent(service)}`} className={classes.inText}>
              {service}
            </Link>{' '}
            in {environment} · {rollback.workload} on {rollback.cluster} {rollback.simulated && <SimulatedMark />}{' '}
            <LiveBadge zone={zone} live={known.live} />
          </>
        }
        liveZone={null}
        actions={
          incident && (
            <LinkButton href={`/incidents/${incident}`} kind="primary">
              Open war room {incident}
            </LinkButton>
          )
        }
      />
      <p className="visually-hidden" role="status">
        {stateWords[state][1]}
      </p>
      <section className={classes.band} aria-label="Progress">
        <div className={classes.clock}>
          <span className={classes.muted}>{finished_at ? 'From request to its end' : 'Elapsed since requested'}</span>
          <span className={classes.time} role="timer" aria-live="off" suppressHydrationWarning>
            {finished_at ? formatDuration(elapsedSeconds) : clockSpan(elapsedSeconds * 1000)}
          </span>
          <BudgetBar
            seconds={finished_at ? elapsedSeconds : plan.expected_seconds}
            limitSeconds={limitSeconds}
            label={finished_at ? 'Took' : 'Expected'}
          />
        </div>
        <RunSteps rollback={rollback} zone={zone} />
      </section>
      <TwoColumns
        main={
          <>
            <Card title="What runs" note={`${nameOf(rollback.to)}, by what the cluster really runs`}>
              <RunProgress rollback={rollback} />
            </Card>
            <Card title="Log" note={`newest last · ${zone}`} flush>
              <ol className={classes.log}>
                {rollback.steps.map(({ seq, at, state: each, detail }) => (
                  <li key={seq} className={classes.row}>
                    <Timestamp at={at} zone={zone} style="time" plain />
                    <span className={classes.muted}>{stateWords[each][1]}</span>
                    <span>{detail}</span>
                  </li>
                ))}
              </ol>
            </Card>
          </>
        }
        side={
          <>
            <Card
              title={finished_at ? 'How it ended' : 'Verified when'}
              actions={<RollbackState state={state} tinted />}
            >
              <RunNext
                rollback={rollback}
                hindrance={view.hindrance}
                cancel={cancel}
                lookAgain={lookAgain}
                onDone={() => void known.read()}
              />
            </Card>
            <Card title="Times">
              <RunTimes rollback={rollback} limitSeconds={limitSeconds} />
            </Card>
            <Card title="Facts">
              <RunFacts rollback={rollback} zone={zone} />
            </Card>
            {plan.warning_details.length > 0 && (
              <Card title="What spoke against it">
                <PlanWarnings warnings={plan.warning_details} />
              </Card>
            )}
          </>
        }
      />
    </>
  );
}

function RunTimes({ rollback, limitSeconds }: { rollback: RollbackAnswer; limitSeconds: number }) {
  const { decide_seconds, apply_seconds, verify_seconds, incident, reason } = rollback;
  const shown = (seconds: number | null) => (seconds === null ? null : formatDuration(seconds));
  const whole = apply_seconds !== null && verify_seconds !== null ? apply_seconds + verify_seconds : null;
  const isOfIncident = incident !== null || reason === null;
  return (
    <FactList
      facts={[
        { label: 'Decide', value: shown(decide_seconds), absent: isOfIncident ? 'clocks disagree' : 'not known' },
        { label: 'Apply', value: shown(apply_seconds), absent: 'the change was not made' },
        { label: 'Verify', value: shown(verify_seconds), absent: 'not verified' },
        {
          label: 'Apply and verify',
          value:
            whole === null
              ? null
              : `${formatDuration(whole)}, ${whole < limitSeconds ? 'within' : 'over'} the ${formatDuration(limitSeconds)} that it may take`,
          absent: `to be below ${formatDuration(limitSeconds)}`,
        },
      ]}
    />
  );
}

function RunFacts({ rollback, zone }: { rollback: RollbackAnswer; zone: string }) {
  const { from, to, by, requested_at, reason, incident, drill, deployment } = rollback;
  const images = (side: typeof from) => side.images.map(({ image }) => image).join(', ');
  return (
    <FactList
      facts={[
        { label: 'From', value: `${nameOf(from)} · ${images(from)}`, mono: true },
        { label: 'To', value: `${nameOf(to)} · ${images(to)}`, mono: true },
        { label: 'Requested by', value: by },
        { label: 'Requested', value: <Timestamp at={requested_at} zone={zone} style="datetime" /> },
        { label: 'Reason', value: reason, absent: 'belongs to an incident that you may not see' },
        { label: 'Incident', value: incident && <Link href={`/incidents/${incident}`}>{incident}</Link> },
        { label: 'Drill', value: drill ? 'yes, it counts in no metric' : null },
        {
          label: 'Deployment',
          value: deployment && <Link href={`/deployments/${deployment.key}`}>{deployment.id}</Link>,
        },
      ]}
    />
  );
}
