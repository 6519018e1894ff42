import { Extension } from '@tiptap/core';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import classes from './section-editor.module.css';

type Shown = { name?: string; tint?: number };

function caretOf(user: Shown): HTMLElement {
  const caret = document.createElement('span');
  caret.className = classes.caret ?? '';
  caret.dataset.tint = String(user.tint ?? 1);
  const label = document.createElement('span');
  label.className = classes.caretName ?? '';
  label.textContent = user.name ?? '';
  // Word joiners keep a line from breaking at the caret.
  caret.append('\u2060', label, '\u2060');
  return caret;
}

/** Others' carets and selections, in the colours of the tokens: the extension of tiptap for it stops before this version. */
export function carets(awareness: Awareness): Extension {
  return Extension.create({
    name: 'carets',
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, {
        cursorBuilder: caretOf,
        selectionBuilder: (user: Shown) => ({ class: classes.selection ?? '', 'data-tint': String(user.tint ?? 1) }),
      }),
    ],
  });
}
