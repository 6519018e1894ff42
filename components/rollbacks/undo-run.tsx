import { Link } from '@/components/ui/link';
import { formatDuration } from '@/lib/core/format';
import type { RollbackAnswer } from '@/lib/rollbacks/schema';
import { RollbackState, SimulatedMark } from './rollback-state';
import { nameOf } from './rollback-words';
import { RunProgress, RunSteps } from './run-steps';
import classes from './undo.module.css';

/** A rollback of this incident in the war room: its steps while it runs, its end afterwards. */
export function UndoRun({ rollback, isLive }: { rollback: RollbackAnswer; isLive: boolean }) {
  const { id, service, to, by, finished_at, detail, plan, simulated, apply_seconds, verify_seconds } = rollback;
  const isRunning = finished_at === null;
  return (
    <div className={classes.run}>
      <p className={classes.runHead}>
        {isRunning ? (
          <span>
            Requested by {by}
            {plan.expected_seconds !== null && `, usually ${formatDuration(plan.expected_seconds)}`}
            {!isLive && ', connecting'}
          </span>
        ) : (
          <span>
            {service} to {nameOf(to)}
            {apply_seconds !== null && verify_seconds !== null && `, ${formatDuration(apply_seconds + verify_seconds)}`}
          </span>
        )}
        <RollbackState state={rollback.state} tinted />
        {simulated && <SimulatedMark />}
      </p>
      {isRunning ? (
        <>
          <RunSteps rollback={rollback} zone="UTC" isNarrow />
          <RunProgress rollback={rollback} />
        </>
      ) : (
        detail && <p className={classes.muted}>{detail}</p>
      )}
      <Link href={`/rollbacks/${id}`}>{isRunning ? 'Follow it' : 'See its steps'}</Link>
    </div>
  );
}
