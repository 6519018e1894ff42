'use client';

import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './dialog.module.css';

/** A modal on the browser's own dialog: focus stays inside, Escape closes, focus returns. Mounted means open. */
export function Dialog({
  title,
  onClose,
  widthPx = 480,
  children,
}: {
  title: string;
  onClose: () => void;
  widthPx?: number;
  children: ReactNode;
}) {
  const frame = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = frame.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The browser would focus the close button, which comes first.
    dialog?.querySelector<HTMLElement>('form :is(input, select, textarea, button)')?.focus();
    return () => {
      dialog?.close();
      // The element is gone before the browser can hand focus back by itself.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is for its backdrop
    <dialog
      ref={frame}
      className={classes.dialog}
      style={{ '--width': `${widthPx}px` } as React.CSSProperties}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === frame.current && onClose()}
    >
      <div className={classes.body}>
        <div className={classes.head}>
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          <button type="button" className={classes.close} aria-label="Close" onClick={onClose}>
            <X size={16} strokeWidth={1.75} aria-hidden="true" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
