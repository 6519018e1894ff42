'use client';

import { ActionForm } from '@/components/ui/action-form';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { DialogButton } from '@/components/ui/dialog-button';
import { TextAreaField } from '@/components/ui/field';
import { formatCount } from '@/lib/core/format';
import type { OpenStep } from '@/lib/postmortems/load';
import type { ActionResult } from '@/lib/server/action';
import { useCommenting } from './commenting';
import { stepShown } from './postmortem-words';
import classes from './review-buttons.module.css';
import { useWriting } from './writing';

type Act<I> = (input: I) => Promise<ActionResult<unknown>>;
type ByKey = Act<{ key: string }>;

export type ReviewActions = {
  submit: ByKey;
  requestChanges: Act<{ key: string; note: string }>;
  approve: Act<{ key: string; upto_seq: number }>;
  publish: ByKey;
  revise: ByKey;
  skip: Act<{ key: string; reason: string }>;
};

type ReviewButtonsProps = { incidentKey: string; steps: OpenStep[]; lastSeq: number; actions: ReviewActions };

/** The step that leads on is the filled button; what stands in its way is said beside it. */
const leading = ['publish', 'approve', 'submit'] as const;

/** The review of a post-mortem, step by step. */
export function ReviewButtons({ incidentKey, steps, lastSeq, actions }: ReviewButtonsProps) {
  const { session, save } = useWriting();
  const { threads } = useCommenting();
  const unanswered = threads.filter(({ resolved }) => resolved === null).length;
  const key = incidentKey;
  const main = leading.find((step) => steps.some((each) => each.step === step));
  const isUnsaved = save.kind === 'unsaved' || save.kind === 'saving';
  const button = ({ step, blocked }: OpenStep) => {
    const kind = step === main ? ('primary' as const) : ('default' as const);
    const label = stepShown[step];
    const off = blocked ?? (isUnsaved && (step === 'submit' || step === 'approve') ? 'Wait until all is saved' : null);
    const confirm = { label, kind, disabled: off !== null };
    switch (step) {
      case 'submit':
        return (
          <ConfirmButton
            {...confirm}
            title="Submit this post-mortem for review?"
            result="Reviewers see it as it is now, and it is kept as a version. It can still be written."
            onConfirm={() => actions.submit({ key })}
          />
        );
      case 'approve':
        return (
          <ConfirmButton
            {...confirm}
            title="Approve this post-mortem?"
            result={
              <>
                {unanswered > 0 && <p className={classes.comments}>{formatCount(unanswered, 'open comment')}.</p>}
                The text, its figures and its timeline stay as you see them now, with the last row of the log. Changing
                it takes another review.
              </>
            }
            onConfirm={() => actions.approve({ key, upto_seq: session?.seq() ?? lastSeq })}
          />
        );
      case 'publish':
        return (
          <ConfirmButton
            {...confirm}
            title="Publish this post-mortem?"
            result="Everybody who may see the incident can read it, it is found by search, and the incident can be closed."
            onConfirm={() => actions.publish({ key })}
          />
        );
      case 'revise':
        return (
          <ConfirmButton
            {...confirm}
            title="Revise this post-mortem?"
            result="It becomes a draft again and needs another review. What was approved stays as a version."
            onConfirm={() => actions.revise({ key })}
          />
        );
      case 'request_changes':
        return (
          <DialogButton label={label} title="Request changes" kind={kind}>
            {(close) => (
              <ActionForm
                wide
                submit="Request changes"
                onCancel={close}
                onDone={close}
                onSubmit={(form) => actions.requestChanges({ key, note: String(form.get('note') ?? '') })}
              >
                {(errorOf) => (
                  <TextAreaField
                    label="What is missing"
                    name="note"
                    rows={4}
                    maxLength={2000}
                    required
                    error={errorOf('note')}
                  />
                )}
              </ActionForm>
            )}
          </DialogButton>
        );
      case 'skip':
        return (
          <DialogButton label={label} title="Skip the post-mortem" kind={kind}>
            {(close) => (
              <ActionForm
                wide
                submit="Skip post-mortem"
                kind="danger"
                onCancel={close}
                onDone={close}
                onSubmit={(form) => actions.skip({ key, reason: String(form.get('reason') ?? '') })}
              >
                {(errorOf) => (
                  <TextAreaField
                    label="Why none is written"
                    name="reason"
                    rows={3}
                    maxLength={1000}
                    required
                    help="It stands in the log of the incident. The incident can then be closed."
                    error={errorOf('reason')}
                  />
                )}
              </ActionForm>
            )}
          </DialogButton>
        );
    }
  };
  const blocked = steps.find(({ step, blocked: why }) => step === main && why)?.blocked;
  return (
    <>
      {blocked && <span className={classes.blocked}>{blocked}</span>}
      {[...steps]
        .sort((a, b) => Number(a.step === main) - Number(b.step === main))
        .map((step) => (
          <span key={step.step} className={classes.step}>
            {button(step)}
          </span>
        ))}
    </>
  );
}
