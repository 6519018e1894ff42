'use client';

import { type ReactNode, useRef, useState } from 'react';
import type { ActionResult } from '@/lib/server/action';
import { Button, type ButtonKind } from './button';
import classes from './confirm-button.module.css';
import { useConfirmation } from './confirm-identity';
import { Dialog } from './dialog';

type QuestionProps = {
  /** Verb and object, on the button and on its confirmation: 'Revoke key'. */
  label: string;
  /** What will be the case afterwards. */
  result: ReactNode;
  /** Does it; a failure stays in the dialog. */
  onConfirm: () => Promise<ActionResult<unknown>>;
};

type ConfirmButtonProps = QuestionProps & {
  /** With the verb: 'Revoke the key “ci-shop”?' */
  title: string;
  kind?: ButtonKind;
  disabled?: boolean;
};

/** A button that asks first. The safe answer has the focus. */
export function ConfirmButton({ title, kind = 'default', disabled = false, ...question }: ConfirmButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button kind={kind} disabled={disabled} onClick={() => setIsOpen(true)}>
        {question.label}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={close}>
          <Question {...question} onClose={close} />
        </Dialog>
      )}
    </>
  );
}

function Question({ label, result, onConfirm, onClose }: QuestionProps & { onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const confirmation = useConfirmation();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  async function confirm() {
    if (!form.current || isBusy) return;
    setIsBusy(true);
    setFailure(null);
    try {
      const answer = await confirmation.send(form.current, onConfirm);
      if (answer !== 'asked' && answer.ok) return onClose();
      if (answer !== 'asked') setFailure(answer.message);
    } catch {
      setFailure('Fairlead does not answer at the moment. Nothing was changed; try again.');
    }
    setIsBusy(false);
  }
  return (
    <form
      ref={form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <div className={classes.result}>{result}</div>
      <div className={classes.proof}>{confirmation.question}</div>
      {failure && (
        <p className={classes.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={classes.buttons}>
        <Button data-autofocus onClick={onClose}>
          Keep as it is
        </Button>
        {confirmation.canGoOn && (
          <Button type="submit" kind="danger" aria-disabled={isBusy || undefined}>
            {label}
          </Button>
        )}
      </div>
    </form>
  );
}
