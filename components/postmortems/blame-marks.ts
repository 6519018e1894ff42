import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { type BlameHint, findBlame } from '@/lib/postmortems/model/blameless';
import classes from './section-editor.module.css';

/** A hint with its place in the document. */
export type PlacedHint = BlameHint;

type Options = {
  isOn: () => boolean;
  people: () => string[];
  /** Phrases that somebody chose to keep. */
  kept: Set<string>;
  onHint: (hint: PlacedHint | null) => void;
};

const hintsKey = new PluginKey<PlacedHint[]>('blame');

function hintsIn(doc: Node, { isOn, people, kept }: Options): PlacedHint[] {
  if (!isOn()) return [];
  const found: PlacedHint[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock || node.type.name === 'codeBlock') return;
    // A leaf counts as one sign, so that positions agree.
    const text = node.textBetween(0, node.content.size, undefined, '\ufffc');
    for (const hint of findBlame(text, people())) {
      if (kept.has(hint.phrase)) continue;
      found.push({ ...hint, from: position + 1 + hint.from, to: position + 1 + hint.to });
    }
  });
  return found;
}

const current = (state: EditorState) => {
  const { from } = state.selection;
  return hintsKey.getState(state)?.find((hint) => hint.from <= from && from <= hint.to) ?? null;
};

/** Makes the marks be looked for anew: the help was switched, a phrase was kept. */
export function recheckBlame(view: { dispatch: (tr: EditorState['tr']) => void; state: EditorState }): void {
  view.dispatch(view.state.tr.setMeta(hintsKey, true));
}

/** Underlines phrases that blame, and says which one the caret is in. Nothing is stored or sent. */
export function blameMarks(options: Options): Extension {
  return Extension.create({
    name: 'blameMarks',
    addProseMirrorPlugins: () => [
      new Plugin<PlacedHint[]>({
        key: hintsKey,
        state: {
          init: (_config, state) => hintsIn(state.doc, options),
          apply: (tr, before, _old, state) =>
            tr.docChanged || tr.getMeta(hintsKey) ? hintsIn(state.doc, options) : before,
        },
        props: {
          decorations: (state) =>
            DecorationSet.create(
              state.doc,
              (hintsKey.getState(state) ?? []).map(({ from, to }) =>
                Decoration.inline(from, to, { class: classes.blame ?? '' }),
              ),
            ),
        },
        view: () => {
          let shown: PlacedHint | null = null;
          return {
            update: (view) => {
              // Going to the buttons of a hint takes the focus away from the text.
              const hint = view.hasFocus() || shown ? current(view.state) : null;
              if (hint?.from === shown?.from && hint?.phrase === shown?.phrase) return;
              shown = hint;
              options.onHint(hint);
            },
          };
        },
      }),
    ],
  });
}
