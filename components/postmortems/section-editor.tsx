'use client';

import { Extension, InputRule } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { EditorContent, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { Lightbulb } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { fragmentOf } from '@/lib/postmortems/model/document';
import type { RoleName } from '@/lib/postmortems/model/roles';
import { fieldInfo, type TextField } from '@/lib/postmortems/model/sections';
import { blameMarks, type PlacedHint, recheckBlame } from './blame-marks';
import { carets } from './carets';
import { commentMarks, type Places, recheckComments, type Talk } from './comment-marks';
import { recheckRoles, roleMarks } from './role-marks';
import classes from './section-editor.module.css';
import type { Session } from './session';
import type { ActiveEditor } from './writing';

type SectionEditorProps = {
  field: TextField;
  session: Session;
  isEditable: boolean;
  isHelpOn: boolean;
  roles: RoleName[];
  talk: Talk;
  labelledBy: string;
  /** It was used: the tools act on it. */
  onUse: (editor: ActiveEditor) => void;
  onPlaces: (field: TextField, places: Places) => void;
  onPress: (thread: number | null) => void;
  onNewAction: () => void;
};

/** `[]` at the beginning of a line is a new action item: items are rows, not text. */
const actionRule = (onNewAction: () => void) =>
  Extension.create({
    name: 'actionRule',
    addInputRules: () => [
      new InputRule({
        find: /^\[\s?\]\s$/,
        handler: ({ range, chain }) => {
          chain().deleteRange(range).run();
          onNewAction();
        },
      }),
    ],
  });

/** Redoing where there is nothing to redo must not be tried as its key without Shift, which undoes. */
const redoOnly = Extension.create({
  name: 'redoOnly',
  priority: 1000,
  addKeyboardShortcuts: () => ({
    'Shift-Mod-z': ({ editor }) => {
      editor.commands.redo();
      return true;
    },
  }),
});

/** One section of the text, written by several at once. */
export function SectionEditor({
  field,
  session,
  isEditable,
  isHelpOn,
  roles,
  talk,
  labelledBy,
  onUse,
  onPlaces,
  onPress,
  onNewAction,
}: SectionEditorProps) {
  const [hint, setHint] = useState<PlacedHint | null>(null);
  const id = useId();
  const { hint: placeholder } = fieldInfo[field];
  const editor = useEditor(
    {
      // The server has drawn the text already; the editor takes its place in the browser.
      immediatelyRender: false,
      // A style element of its own would need a nonce; its rules are in the module.
      injectCSS: false,
      editable: isEditable,
      extensions: [
        StarterKit.configure({
          undoRedo: false,
          trailingNode: false,
          heading: false,
          horizontalRule: false,
          strike: false,
          underline: false,
          dropcursor: false,
          link: { openOnClick: false, protocols: ['mailto'], defaultProtocol: 'https' },
        }),
        Collaboration.configure({ fragment: fragmentOf(session.doc, field) }),
        carets(session.awareness),
        blameMarks({
          isOn: () => session.help.isOn,
          people: () => session.help.people,
          kept: session.help.kept,
          onHint: setHint,
        }),
        roleMarks(() => session.help.roles),
        commentMarks({ field, fragment: fragmentOf(session.doc, field), talk: () => session.talk, onPlaces, onPress }),
        actionRule(onNewAction),
        redoOnly,
      ],
      editorProps: {
        attributes: {
          class: classes.text ?? '',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-labelledby': labelledBy,
          'aria-describedby': `${id}-hint`,
          'data-placeholder': placeholder,
        },
      },
      onFocus: ({ editor: focused }) => onUse({ field, editor: focused }),
      // A text that takes no changes has no focus, and passages of it can be commented on.
      onSelectionUpdate: ({ editor: selected }) => {
        if (selected.view.dom.contains(document.getSelection()?.anchorNode ?? null)) onUse({ field, editor: selected });
      },
    },
    [session, field],
  );

  useEffect(() => {
    editor?.setEditable(isEditable, false);
  }, [editor, isEditable]);
  useEffect(() => {
    session.help.isOn = isHelpOn;
    if (editor && !editor.isDestroyed) recheckBlame(editor.view);
    if (!isHelpOn) setHint(null);
  }, [editor, isHelpOn, session]);

  useEffect(() => {
    session.help.roles = roles;
    if (editor && !editor.isDestroyed) recheckRoles(editor.view);
  }, [editor, roles, session]);

  useEffect(() => {
    session.talk = talk;
    if (editor && !editor.isDestroyed) recheckComments(editor.view);
  }, [editor, talk, session]);

  const useWording = () => {
    if (hint) editor?.chain().focus().insertContentAt({ from: hint.from, to: hint.to }, hint.rewrite).run();
    setHint(null);
  };
  const keepMine = () => {
    if (!hint || !editor) return;
    session.help.kept.add(hint.phrase);
    setHint(null);
    recheckBlame(editor.view);
    editor.commands.focus();
  };

  return (
    <div className={classes.section} data-field={field}>
      <EditorContent editor={editor} className={classes.frame} data-empty={editor?.isEmpty || undefined} />
      <span id={`${id}-hint`} className="visually-hidden">
        {placeholder}. Two square brackets at the beginning of a line make an action item.
      </span>
      {hint && (
        <div className={classes.hint} role="note">
          <Lightbulb size={16} strokeWidth={1.75} aria-hidden="true" />
          <div className={classes.hintText}>
            <span>{hint.why}</span>
            <strong>{hint.rewrite} …</strong>
          </div>
          <Button onClick={useWording}>Use this wording</Button>
          <Button kind="quiet" onClick={keepMine}>
            Keep mine
          </Button>
        </div>
      )}
    </div>
  );
}
