'use client';

import { type ReactNode, useState } from 'react';
import type { ActionResult } from '@/lib/server/action';
import { ActionForm } from './action-form';
import { Button, type ButtonKind } from './button';
import classes from './confirm-button.module.css';
import { Dialog } from './dialog';

type ConfirmButtonProps = {
  /** Verb and object, on the button and on its confirmation: 'Revoke key'. */
  label: string;
  /** Spoken after the label, where a table repeats the button. */
  about?: string;
  /** With the verb: 'Revoke the key “ci-shop”?' */
  title: string;
  /** What will be the case afterwards. */
  result: ReactNode;
  kind?: ButtonKind;
  disabled?: boolean;
  /** Does it; a failure stays in the dialog. */
  onConfirm: () => Promise<ActionResult<unknown>>;
};

/** A button that asks first. The safe answer comes first, so that it has the focus. */
export function ConfirmButton({
  label,
  about,
  title,
  result,
  kind = 'default',
  disabled = false,
  onConfirm,
}: ConfirmButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button kind={kind} disabled={disabled} onClick={() => setIsOpen(true)}>
        {label}
        {about && <span className="visually-hidden"> {about}</span>}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={close}>
          <ActionForm
            wide
            submit={label}
            kind="danger"
            cancel="Keep as it is"
            onSubmit={onConfirm}
            onCancel={close}
            onDone={close}
          >
            {() => <div className={classes.result}>{result}</div>}
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}
