'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { docsDestination, mainDestinations, metricDestinations, settingsDestination } from './destinations';
import { singleKeysOff } from './single-keys';

const goTo = new Map(
  [...mainDestinations, ...metricDestinations, docsDestination, settingsDestination].map(({ key, href }) => [
    key,
    href,
  ]),
);
const sequenceMs = 1500;
const openPanels = 'dialog[open], [popover]:popover-open';

/** Is this somewhere that keys are text? */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

type Handlers = { onPalette: () => void; onHelp: () => void; onDeclare: (() => void) | null };

/** ⌘K or Ctrl K everywhere; `g` then a letter, `c`, `/` and `?` unless one types, a panel is open or single keys are switched off. */
export function useShortcuts({ onPalette, onHelp, onDeclare }: Handlers): void {
  const router = useRouter();
  const handlers = useRef<Handlers>({ onPalette, onHelp, onDeclare });
  handlers.current = { onPalette, onHelp, onDeclare };

  useEffect(() => {
    let sinceG = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return handlers.current.onPalette();
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector(openPanels) || singleKeysOff()) return;
      if (performance.now() - sinceG < sequenceMs) {
        sinceG = Number.NEGATIVE_INFINITY;
        // Beside an incident, its own post-mortem is meant.
        const incident = event.key === 'p' && /^\/incidents\/INC-\d+$/i.exec(window.location.pathname);
        const href = incident ? `${incident[0]}/postmortem` : goTo.get(event.key);
        if (href) {
          event.preventDefault();
          router.push(href);
        }
        return;
      }
      if (event.key === 'g') sinceG = performance.now();
      if (event.key === 'c' && handlers.current.onDeclare) {
        // Else the letter would be typed into the dialog's first field.
        event.preventDefault();
        handlers.current.onDeclare();
      }
      if (event.key === '?') handlers.current.onHelp();
      if (event.key === '/') {
        event.preventDefault();
        // A page's own search first.
        const own = document.querySelector<HTMLInputElement>('main input[type="search"]');
        if (own) own.focus();
        else handlers.current.onPalette();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}
