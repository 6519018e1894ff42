'use client';

import { type ReactNode, useState } from 'react';
import { Button, type ButtonKind } from './button';
import { Dialog } from './dialog';

type DialogButtonProps = {
  /** Verb and object. */
  label: string;
  /** Spoken after the label, where a table repeats the button. */
  about?: string;
  title: string;
  kind?: ButtonKind;
  widthPx?: number;
  children: (close: () => void) => ReactNode;
};

/** A button that opens a form. */
export function DialogButton({ label, about, title, kind = 'default', widthPx = 480, children }: DialogButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button kind={kind} onClick={() => setIsOpen(true)}>
        {label}
        {about && <span className="visually-hidden"> {about}</span>}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={close} widthPx={widthPx}>
          {children(close)}
        </Dialog>
      )}
    </>
  );
}
