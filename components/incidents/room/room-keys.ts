'use client';

import { useEffect, useRef } from 'react';
import { singleKeysOff } from '@/components/shell/single-keys';

type RoomKeys = {
  onNext: (() => void) | null;
  onTab: (tab: 'timeline' | 'changes' | 'people') => void;
  onFilter: () => void;
};

const fieldOf: Record<string, [tab: 'timeline' | 'people', field: string, text: string]> = {
  n: ['timeline', 'room-composer', ''],
  d: ['timeline', 'room-composer', '! '],
  t: ['people', 'room-new-task', ''],
};

/** The single keys of the war room (incidents.md §11), which are text while somebody types: n note, d decision, t task, m or s next step, f filter. */
export function useRoomKeys(keys: RoomKeys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let afterG = false;
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const isTyping =
        target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping || singleKeysOff())
        return;
      if (document.querySelector('dialog[open], [popover]:popover-open')) return;
      // g begins the way to another page.
      if (afterG || event.key === 'g') {
        afterG = event.key === 'g' && !afterG;
        return;
      }
      const field = fieldOf[event.key];
      if (field) {
        event.preventDefault();
        current.current.onTab(field[0]);
        requestAnimationFrame(() => focusOn(field[1], field[2]));
      }
      if (event.key === 'm' || event.key === 's') current.current.onNext?.();
      if (event.key === 'f') current.current.onFilter();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function focusOn(id: string, text: string): void {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  field.focus();
  if (text && field.value === '') document.execCommand('insertText', false, text);
}
