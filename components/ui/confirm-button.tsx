'use client';

import { type ReactNode, useState } from 'react';
import { Button, type ButtonKind } from './button';
import classes from './confirm-button.module.css';
import { Dialog } from './dialog';

type ConfirmButtonProps = {
  /** Verb and object, on the button and on its confirmation: 'Revoke key'. */
  label: string;
  /** With the verb: 'Revoke the key “ci-shop”?' */
  title: string;
  /** What will be the case afterwards. */
  result: ReactNode;
  kind?: ButtonKind;
  disabled?: boolean;
  /** Does it; a text is what went wrong, nothing means done. */
  onConfirm: () => Promise<string | undefined>;
};

/** A button that asks first. The safe answer has the focus; a failure stays in the dialog. */
export function ConfirmButton({
  label,
  title,
  result,
  kind = 'default',
  disabled = false,
  onConfirm,
}: ConfirmButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  async function confirm() {
    setIsBusy(true);
    setFailure(null);
    try {
      const problem = await onConfirm();
      if (problem) setFailure(problem);
      else setIsOpen(false);
    } catch {
      setFailure('Fairlead does not answer at the moment. Nothing was changed; try again.');
    }
    setIsBusy(false);
  }
  return (
    <>
      <Button
        kind={kind}
        disabled={disabled}
        onClick={() => {
          setFailure(null);
          setIsOpen(true);
        }}
      >
        {label}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={() => setIsOpen(false)}>
          <div className={classes.result}>{result}</div>
          {failure && (
            <p className={classes.failure} role="alert">
              {failure}
            </p>
          )}
          <div className={classes.buttons}>
            <Button data-autofocus onClick={() => setIsOpen(false)}>
              Keep as it is
            </Button>
            <Button kind="danger" disabled={isBusy} onClick={() => void confirm()}>
              {label}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
