'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { Dialog } from '@/components/ui/dialog';
import { DialogButton } from '@/components/ui/dialog-button';
import { Notice } from '@/components/ui/notice';
import { kindWords } from '@/lib/notifications/model/words';
import type { ListedChannel } from '@/lib/notifications/schema';
import type { ActionResult } from '@/lib/server/action';
import classes from './channels.module.css';

export type TestOutcome = { recipient: string; error: string | null };
type ById<R> = (input: { id: string }) => Promise<ActionResult<R>>;

/** Sends a test message and says what really came of it. */
export function TestChannel({ channel, test }: { channel: ListedChannel; test: ById<TestOutcome[]> }) {
  const [isOpen, setIsOpen] = useState(false);
  const [outcomes, setOutcomes] = useState<TestOutcome[] | null>(null);
  const close = () => {
    setIsOpen(false);
    setOutcomes(null);
  };
  const { kind } = channel.config;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        Send a test
        <span className="visually-hidden"> message to {channel.name}</span>
      </Button>
      {isOpen && (
        <Dialog title={`Send a test message to “${channel.name}”`} onClose={close}>
          <ActionForm
            wide
            submit={outcomes ? 'Send another one' : 'Send a test message'}
            cancel="Close"
            onCancel={close}
            onSubmit={() => test({ id: channel.id })}
            onDone={setOutcomes}
          >
            {() => (
              <div className={classes.stacked} role="status">
                {outcomes === null && (
                  <p className={classes.words}>
                    {kind === 'pagerduty'
                      ? 'Opens an incident of severity “info” at PagerDuty and resolves it at once. It can notify whoever is on call.'
                      : `Sends one message by ${kindWords[kind].label}, now, and waits up to 10 s for the answer.`}
                  </p>
                )}
                {outcomes?.map(({ recipient, error }) => (
                  <Notice key={recipient} tone={error ? 'danger' : 'success'}>
                    {kind === 'email' && `${recipient}: `}
                    {error ?? 'Taken. Look whether it arrived.'}
                  </Notice>
                ))}
              </div>
            )}
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}

/** Takes a channel out of use for good. */
export function RemoveChannel({ channel, remove }: { channel: ListedChannel; remove: ById<unknown> }) {
  return (
    <ConfirmButton
      label="Remove channel"
      title={`Remove the channel “${channel.name}”?`}
      result="Nothing is sent to it any more, what waits is withdrawn, and its secrets are destroyed. What it delivered stays in the list."
      onConfirm={() => remove({ id: channel.id })}
    />
  );
}

/** Sends a delivery once more. */
export function SendAgain({ id, about, again }: { id: string; about: string; again: ById<unknown> }) {
  return (
    <DialogButton label="Send again" about={about} title="Send this message again?">
      {(close) => (
        <ActionForm
          wide
          submit="Send again"
          cancel="Keep as it is"
          onCancel={close}
          onDone={close}
          onSubmit={() => again({ id })}
        >
          {() => (
            <p className={classes.words}>
              {about}. It goes out within a few seconds under the same id, so a receiver that has it already can tell.
            </p>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
