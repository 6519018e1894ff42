'use client';

import { ActionForm } from '@/components/ui/action-form';
import { TextAreaField, TextField } from '@/components/ui/field';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import type { PlanAnswer, RollbackReceipt } from '@/lib/rollbacks/schema';
import type { ActionResult } from '@/lib/server/action';
import classes from './plan.module.css';
import type { RequestRollback } from './rollback-actions';
import { nameOf } from './rollback-words';

type PlanRequestProps = {
  plan: PlanAnswer;
  incident: string | null;
  /** What stands in the field of the reason at first. */
  reason: string;
  /** How long the plan may still be carried out. */
  leftMs: number;
  request: RequestRollback;
  /** What came of it: a refusal may mean that the plan is no longer the one to carry out. */
  onAnswer: (answer: ActionResult<RollbackReceipt>) => void;
};

/** The reason, the name of the service where the plan is unusual, and the one button. */
export function PlanRequest({ plan, incident, reason, leftMs, request, onAnswer }: PlanRequestProps) {
  const { service, from, to, needs_confirmation, plan_id, hash } = plan;
  const send = async (form: FormData) => {
    const answer = await request({
      plan_id,
      hash,
      reason: String(form.get('reason') ?? ''),
      incident,
      confirm: needs_confirmation ? String(form.get('confirm') ?? '') : null,
    });
    onAnswer(answer);
    return answer;
  };
  return (
    <div className={classes.submit}>
      <ActionForm submit={`Roll back ${service} to ${nameOf(to)}`} kind="danger" wide onSubmit={send}>
        {(errorOf) => (
          <>
            <TextAreaField
              label="Reason"
              name="reason"
              help="Goes to the audit log, the timeline and the cluster’s record of the change."
              defaultValue={reason}
              maxLength={1000}
              required
              error={errorOf('reason')}
            />
            {needs_confirmation && (
              <TextField
                label="Name of the service"
                name="confirm"
                help={`This rollback is unusual: ${to.why.toLowerCase()}. Type ${service} to confirm it.`}
                autoComplete="off"
                error={errorOf('confirm')}
              />
            )}
          </>
        )}
      </ActionForm>
      <p className={classes.after}>
        Pods of {nameOf(from)} are replaced by pods of {nameOf(to)} in about 1 minute. {nameOf(from)} stays available.
        How many pods run is not changed.
      </p>
      <p className={classes.after} suppressHydrationWarning>
        Plan <code>{hash.slice(0, 6)}</code>, locked to what is shown, valid for another {clockSpan(leftMs)}.
      </p>
    </div>
  );
}
