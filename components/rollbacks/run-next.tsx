'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import type { RollbackAnswer, RollbackState } from '@/lib/rollbacks/schema';
import type { OnRollback } from './rollback-actions';
import { nameOf } from './rollback-words';
import classes from './run.module.css';

type RunNextProps = {
  rollback: RollbackAnswer;
  hindrance: string | null;
  cancel: OnRollback;
  lookAgain: OnRollback;
  /** Reads what became of it. */
  onDone: () => void;
};

/** What its end means, and what to do then. */
const ends: Partial<Record<RollbackState, string>> = {
  FAILED: 'The earlier version does not serve. Page on-call and tell the incident: people have to step in.',
  TIMED_OUT: 'It did not become healthy in time, and may still. Look again before anything else is changed.',
  REVERTED: 'The version that was left is back. Pause the tool that owns the workload, then plan again.',
  UNKNOWN: 'What runs is not certain, so nobody should act on it yet. Look again, and look at the cluster.',
  CANCELLED: 'Nothing was changed at the cluster.',
};

/** A running one may be cancelled at first; one that ended without success says what to do next. */
export function RunNext({ rollback, hindrance, cancel, lookAgain, onDone }: RunNextProps) {
  const { id, state, service, environment, incident, detail, to, from, deployment, cancelable } = rollback;
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const planHref = `/services/${encodeURIComponent(service)}/rollback?${new URLSearchParams({
    environment,
    ...(incident ? { incident } : {}),
  })}`;
  const look = async () => {
    setIsBusy(true);
    const answer = await lookAgain({ id }).catch(() => null);
    setIsBusy(false);
    setProblem(answer?.ok ? null : (answer?.message ?? 'Fairlead did not answer. Try again.'));
    onDone();
  };

  if (rollback.finished_at === null)
    return (
      <div className={classes.next}>
        <p>
          Verified when every pod runs {nameOf(to)} and is ready, and none of {nameOf(from)} is left. Without that it
          ends after 2 minutes as timed out.
        </p>
        {cancelable && hindrance === null ? (
          <ConfirmButton
            label="Cancel rollback"
            title={`Cancel the rollback of ${service}?`}
            result="The cluster was not called yet, so nothing is changed there."
            onConfirm={async () => {
              const answer = await cancel({ id });
              onDone();
              return answer;
            }}
          />
        ) : (
          !cancelable && (
            <p className={classes.muted}>The cluster was called, so it cannot be cancelled any more. Let it end.</p>
          )
        )}
      </div>
    );
  if (state === 'VERIFIED')
    return (
      <div className={classes.next}>
        <Notice tone="success">{detail}</Notice>
        <p>
          {deployment ? (
            <>
              It is counted as <Link href={`/deployments/${deployment.key}`}>this deployment</Link>
              {from.deployment && (
                <>
                  , and <Link href={`/deployments/${from.deployment.key}`}>{nameOf(from)}</Link> as rolled back
                </>
              )}
              .
            </>
          ) : (
            'A drill counts in no metric.'
          )}
        </p>
        {incident && (
          <p>
            {incident} stays open until somebody marks it mitigated:{' '}
            <Link href={`/incidents/${incident}`}>go there</Link>.
          </p>
        )}
      </div>
    );
  const mayLook =
    state === 'UNKNOWN' || ((state === 'TIMED_OUT' || state === 'FAILED') && rollback.apply_seconds !== null);
  return (
    <div className={classes.next}>
      <Notice tone={state === 'CANCELLED' ? 'info' : state === 'UNKNOWN' ? 'warning' : 'danger'}>{detail}</Notice>
      <p>{ends[state]}</p>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {hindrance === null ? (
        <span className={classes.buttons}>
          {mayLook && (
            <Button
              kind={state === 'FAILED' ? 'default' : 'primary'}
              aria-disabled={isBusy || undefined}
              onClick={() => void look()}
            >
              Look again
            </Button>
          )}
          <LinkButton href={planHref}>Plan again</LinkButton>
        </span>
      ) : (
        <p className={classes.muted}>{hindrance}</p>
      )}
    </div>
  );
}
