import { Check, Circle, CircleAlert, LoaderCircle } from 'lucide-react';
import { Timestamp } from '@/components/ui/timestamp';
import { formatShare } from '@/lib/core/format';
import type { RollbackAnswer, RollbackState } from '@/lib/rollbacks/schema';
import { stateWords } from './rollback-words';
import classes from './run.module.css';

const way = ['REQUESTED', 'APPLIED', 'OBSERVING', 'VERIFIED'] as const;
type Mark = 'done' | 'current' | 'ended' | 'waiting';
const icons = { done: Check, current: LoaderCircle, ended: CircleAlert, waiting: Circle } as const;
const spoken: Record<Mark, string> = { done: 'done', current: 'under way', ended: 'ended here', waiting: 'to come' };

type StepShown = { state: RollbackState; mark: Mark; at: string | null };

/** The way of a rollback; where it ended otherwise, its end stands in the place of what did not come. */
function stepsShown({ state, steps, finished_at }: RollbackAnswer): StepShown[] {
  const firstAt = (wanted: RollbackState) => steps.find((step) => step.state === wanted)?.at ?? null;
  const reached = way.filter((each) => firstAt(each) !== null);
  if (finished_at !== null && state !== 'VERIFIED')
    return [
      ...reached.map((each): StepShown => ({ state: each, mark: 'done', at: firstAt(each) })),
      { state, mark: 'ended', at: finished_at },
    ];
  return way.map((each) => ({
    state: each,
    mark: each === state ? (state === 'VERIFIED' ? 'done' : 'current') : reached.includes(each) ? 'done' : 'waiting',
    at: firstAt(each),
  }));
}

/** `isNarrow`: one below the other. */
type RunStepsProps = { rollback: RollbackAnswer; zone: string; isNarrow?: boolean };

/** The steps of a rollback as far as they were reached, each with its time. */
export function RunSteps({ rollback, zone, isNarrow = false }: RunStepsProps) {
  return (
    <ol className={classes.steps} data-narrow={isNarrow || undefined} aria-label="Steps">
      {stepsShown(rollback).map(({ state, mark, at }) => {
        const Icon = icons[mark];
        return (
          <li
            key={state}
            className={classes.step}
            data-mark={mark}
            aria-current={mark === 'current' ? 'step' : undefined}
          >
            <span className={classes.sign}>
              <Icon size={14} strokeWidth={2} aria-hidden="true" />
            </span>
            <span className={classes.stepWord}>
              {stateWords[state][1]}
              <span className="visually-hidden">, {spoken[mark]}</span>
            </span>
            <span className={classes.stepTime}>
              {at ? <Timestamp at={at} zone={zone} style="time" plain /> : mark === 'current' ? 'now' : ''}
            </span>
            {state === 'OBSERVING' && rollback.progress && (
              <span className={classes.stepTime}>
                {formatShare(rollback.progress.updated, rollback.progress.desired)} updated
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

const mostMarks = 40;

/** One mark for each pod or task: ready with the earlier version, started, or still to come. */
export function RunProgress({ rollback }: { rollback: RollbackAnswer }) {
  const { progress, state, running } = rollback;
  if (!progress)
    return (
      <p className={classes.muted}>
        {state === 'REQUESTED' ? 'The cluster is being asked.' : 'Nothing was seen of it at the cluster.'}
      </p>
    );
  const { updated, available, desired } = progress;
  const ready = Math.min(updated, available);
  return (
    <div className={classes.progress}>
      <p className={classes.progressWords}>
        <strong>{formatShare(updated, desired)}</strong> updated, {formatShare(available, desired)} ready
      </p>
      {desired <= mostMarks && (
        <div className={classes.marks} aria-hidden="true">
          {Array.from({ length: desired }, (_, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: pods are told apart by their number only
              key={index}
              className={classes.mark}
              data-mark={index < ready ? 'ready' : index < updated ? 'started' : 'before'}
            />
          ))}
        </div>
      )}
      {running.length > 0 && (
        <ul className={classes.running} aria-label="What runs">
          {running.map(({ image, count }) => (
            <li key={image}>
              <span className="mono">{image}</span> × {count}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
