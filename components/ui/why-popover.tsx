'use client';

import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog';
import classes from './why-popover.module.css';

/** 'Why?' beside a number: opens how it came about. `about` names the number for screen readers. */
export function WhyPopover({ about, children }: { about: string; children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={classes.trigger}
        aria-label={`Why? ${about}`}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        Why?
      </button>
      {isOpen && (
        <Dialog title="Why is this number what it is" widthPx={656} onClose={() => setIsOpen(false)}>
          {children}
        </Dialog>
      )}
    </>
  );
}
