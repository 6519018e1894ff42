import { Extension } from '@tiptap/core';
import { isChangeOrigin } from '@tiptap/extension-collaboration';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type * as Y from 'yjs';
import type { CommentThread } from '@/lib/postmortems/load/comments';
import { findPassage, type Passage, type Range } from '@/lib/postmortems/model/passage';
import type { TextField } from '@/lib/postmortems/model/sections';
import classes from './section-editor.module.css';

/** A passage that somebody is about to comment on. */
export type Draft = { field: TextField; passage: Passage };
/** What is said of a text: its threads, the one that is looked at, and the passage of one that is being written. */
export type Talk = { threads: CommentThread[]; active: number | null; draft: Draft | null };
/** Where the passages of a section's threads are; null for one whose text is gone. */
export type Places = ReadonlyMap<number, Range | null>;

type Options = {
  field: TextField;
  fragment: Y.XmlFragment;
  talk: () => Talk;
  onPlaces: (field: TextField, places: Places) => void;
  /** The caret was put into the passage of a thread, or out of all of them. */
  onPress: (thread: number | null) => void;
};

type State = { places: Places; marks: DecorationSet };

const commentsKey = new PluginKey<State>('comments');
const settleMs = 250;

function look(doc: Node, { field, fragment, talk }: Options): State {
  const { threads, active, draft } = talk();
  const places = new Map<number, Range | null>();
  const marks: Decoration[] = [];
  const mark = ({ from, to }: Range, id: number | null, isActive: boolean) => {
    // What the editor has not drawn yet cannot be marked.
    if (to > doc.content.size) return;
    const attributes = {
      nodeName: 'mark',
      class: classes.comment ?? '',
      ...(id === null ? {} : { 'data-comment': String(id) }),
      ...(isActive ? { 'data-active': 'true' } : {}),
    };
    marks.push(Decoration.inline(from, to, attributes, { id }));
  };
  for (const thread of threads.filter((each) => each.field === field)) {
    const range = findPassage(fragment, thread.passage);
    places.set(thread.id, range);
    if (range && (thread.resolved === null || thread.id === active)) mark(range, thread.id, thread.id === active);
  }
  const range = draft?.field === field ? findPassage(fragment, draft.passage) : null;
  if (range) mark(range, null, true);
  return { places, marks: DecorationSet.create(doc, marks) };
}

/** Makes the passages be looked for anew: somebody commented, or looks at another thread. */
export function recheckComments(view: { dispatch: (tr: EditorState['tr']) => void; state: EditorState }): void {
  view.dispatch(view.state.tr.setMeta(commentsKey, true));
}

/** The thread whose passage a position is in; of several the shortest. */
function threadAt(state: EditorState, position: number): number | null {
  const found = commentsKey.getState(state)?.marks.find(position, position) ?? [];
  const own = found.filter(({ spec }) => typeof spec.id === 'number').sort((a, b) => a.to - a.from - (b.to - b.from));
  return (own[0]?.spec.id as number | undefined) ?? null;
}

/** Marks the passages that were commented on. The text itself stays as it is. */
export function commentMarks(options: Options): Extension {
  return Extension.create({
    name: 'commentMarks',
    addProseMirrorPlugins: () => [
      new Plugin<State>({
        key: commentsKey,
        state: {
          init: () => ({ places: new Map(), marks: DecorationSet.empty }),
          apply: (tr, before, _old, state) => {
            if (tr.getMeta(commentsKey) || isChangeOrigin(tr)) return look(state.doc, options);
            // The shared text does not know of it yet: until it does, the marks go with the editor's own.
            return tr.docChanged ? { ...before, marks: before.marks.map(tr.mapping, tr.doc) } : before;
          },
        },
        props: {
          decorations: (state) => commentsKey.getState(state)?.marks,
          handleClick: (view, position) => {
            options.onPress(threadAt(view.state, position));
            return false;
          },
        },
        view: () => {
          let timer: ReturnType<typeof setTimeout> | undefined;
          let told: Places | null = null;
          return {
            update: (view, before) => {
              if (!view.state.doc.eq(before.doc)) {
                clearTimeout(timer);
                timer = setTimeout(() => recheckComments(view), settleMs);
              }
              const places = commentsKey.getState(view.state)?.places;
              if (!places || places === told) return;
              told = places;
              options.onPlaces(options.field, places);
            },
            destroy: () => clearTimeout(timer),
          };
        },
      }),
    ],
  });
}
