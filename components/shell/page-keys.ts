'use client';

import { useEffect, useRef } from 'react';
import { singleKeysOff } from './single-keys';

/** What a page does on a single key; the palette and the list of keys offer it too. */
type PageKey = { key: string; label: string; run: () => void };
type PageKeys = { title: string; keys: PageKey[] };

let present: PageKeys | null = null;

/** The keys of the page that is shown; null when it has none of its own. */
export function pageKeys(): PageKeys | null {
  return present;
}

const openPanels = 'dialog[open], [popover]:popover-open';

/** Is this somewhere that keys are text? */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Gives a page single keys: off while somebody types, a panel is open, after `g`, or where they are switched off (WCAG 2.1.4). */
export function usePageKeys(title: string, keys: PageKey[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    present = {
      title,
      get keys() {
        return latest.current;
      },
    };
    let afterG = false;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || singleKeysOff() || document.querySelector(openPanels)) return;
      // g begins the way to another page.
      if (afterG || event.key === 'g') {
        afterG = event.key === 'g' && !afterG;
        return;
      }
      const found = latest.current.find(({ key }) => key === event.key);
      if (!found) return;
      // Else the letter would be typed into the field that it opens.
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      present = null;
      window.removeEventListener('keydown', onKey);
    };
  }, [title]);
}
