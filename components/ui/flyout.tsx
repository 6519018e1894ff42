'use client';

import { type ReactNode, useId, useRef, useState } from 'react';
import classes from './flyout.module.css';

type FlyoutProps = {
  /** What opens it; spoken with `label` when the trigger's own text does not say it. */
  trigger: ReactNode;
  label?: string;
  /** What the panel is called when the trigger's text is no name for it. */
  panelLabel?: string;
  triggerClassName?: string | undefined;
  widthPx?: number;
  align?: 'start' | 'end';
  onOpen?: () => void;
  onClose?: () => void;
  children: ReactNode | ((close: () => void) => ReactNode);
};

const gapPx = 6;
const edgePx = 8;

/**
 * A panel beside its button, on the browser's own popover: top layer, Escape, a click outside and the return of focus come with it.
 * Its content is made only when it is first opened, and its first field takes the focus.
 */
export function Flyout({
  trigger,
  label,
  panelLabel,
  triggerClassName,
  widthPx = 280,
  align = 'start',
  onOpen,
  onClose,
  children,
}: FlyoutProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);

  const place = () => {
    if (!button.current || !panel.current) return;
    const from = button.current.getBoundingClientRect();
    const width = Math.min(widthPx, window.innerWidth - 2 * edgePx);
    const wanted = align === 'end' ? from.right - width : from.left;
    const left = Math.max(edgePx, Math.min(wanted, document.documentElement.clientWidth - width - edgePx));
    const below = window.innerHeight - from.bottom - gapPx - edgePx;
    const above = from.top - gapPx - edgePx;
    const up = below < 240 && above > below;
    panel.current.style.setProperty('--left', `${left}px`);
    panel.current.style.setProperty('--width', `${width}px`);
    panel.current.style.setProperty('--top', up ? 'auto' : `${from.bottom + gapPx}px`);
    panel.current.style.setProperty('--bottom', up ? `${window.innerHeight - from.top + gapPx}px` : 'auto');
    panel.current.style.setProperty('--room', `${Math.max(160, up ? above : below)}px`);
  };
  const close = () => panel.current?.hidePopover();

  return (
    <>
      <button
        ref={button}
        type="button"
        className={triggerClassName}
        popoverTarget={id}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        {...(label ? { 'aria-label': label } : {})}
      >
        {trigger}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={panelLabel ?? label ?? (typeof trigger === 'string' ? trigger : 'Options')}
        className={classes.panel}
        onBeforeToggle={(event) => {
          if (event.nativeEvent.newState !== 'open') return;
          place();
          setWasOpened(true);
        }}
        onToggle={(event) => {
          const opened = event.nativeEvent.newState === 'open';
          setIsOpen(opened);
          if (!opened) return onClose?.();
          onOpen?.();
          // Typing then searches. On touch the keyboard would cover what was just opened.
          if (!window.matchMedia('(pointer: coarse)').matches) panel.current?.querySelector('input')?.focus();
        }}
      >
        {wasOpened && (typeof children === 'function' ? children(close) : children)}
      </div>
    </>
  );
}
