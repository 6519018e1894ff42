import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { findNames, type RoleName } from '@/lib/postmortems/model/roles';
import classes from './section-editor.module.css';

const rolesKey = new PluginKey<DecorationSet>('roles');

function marksIn(doc: Node, roles: RoleName[]): DecorationSet {
  const marks: Decoration[] = [];
  doc.descendants((node, position) => {
    if (roles.length === 0 || !node.isTextblock) return;
    const text = node.textBetween(0, node.content.size, undefined, '\ufffc');
    for (const { from, to, role } of findNames(text, roles))
      marks.push(
        Decoration.inline(position + 1 + from, position + 1 + to, { class: classes.role ?? '', 'data-role': role }),
      );
  });
  return DecorationSet.create(doc, marks);
}

/** Makes the names be looked for anew: the view was switched. */
export function recheckRoles(view: { dispatch: (tr: EditorState['tr']) => void; state: EditorState }): void {
  view.dispatch(view.state.tr.setMeta(rolesKey, true));
}

/** Shows roles where the text has names. The text itself stays as it is. */
export function roleMarks(roles: () => RoleName[]): Extension {
  return Extension.create({
    name: 'roleMarks',
    addProseMirrorPlugins: () => [
      new Plugin<DecorationSet>({
        key: rolesKey,
        state: {
          init: (_config, state) => marksIn(state.doc, roles()),
          apply: (tr, before, _old, state) =>
            tr.docChanged || tr.getMeta(rolesKey) ? marksIn(state.doc, roles()) : before,
        },
        props: { decorations: (state) => rolesKey.getState(state) },
      }),
    ],
  });
}
