'use client';

import type { Editor } from '@tiptap/core';
import { Bold, Code, Eye, EyeOff, Italic, Link as LinkIcon, List, ListOrdered, MessageSquare } from 'lucide-react';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { AddSection } from './add-section';
import { useCommenting } from './commenting';
import { SaveStatus } from './save-status';
import classes from './toolbar.module.css';
import { useWriting } from './writing';

type ToolProps = { label: string; isOn?: boolean; isDisabled: boolean; onPress: () => void; children: ReactNode };

function Tool({ label, isOn, isDisabled, onPress, children }: ToolProps) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      aria-disabled={isDisabled || undefined}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      // The text keeps its focus and selection.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => !isDisabled && onPress()}
    >
      {children}
    </button>
  );
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;
const never = () => () => undefined;

/** Draws anew with every step of the editor. */
function useSteps(editor: Editor | null): void {
  useSyncExternalStore(
    editor
      ? (onStep) => {
          editor.on('transaction', onStep);
          return () => void editor.off('transaction', onStep);
        }
      : never,
    () => editor?.state ?? null,
    () => null,
  );
}

/** What writes: marks and lists for the section that was used last, new sections and action items, and whether all is saved. */
export function Toolbar({ newAction }: { newAction: ReactNode }) {
  const { active, isOpen, mayWrite, isHelpOn, setHelpOn } = useWriting();
  const { mayComment, begin } = useCommenting();
  const [isLinking, setLinking] = useState(false);
  const editor = active && !active.editor.isDestroyed ? active.editor : null;
  useSteps(editor);
  if (!isOpen && !mayComment) return null;
  const maySet = mayWrite && isOpen;
  const run = (act: (chain: ReturnType<Editor['chain']>) => ReturnType<Editor['chain']>) => () => {
    if (editor) act(editor.chain().focus()).run();
  };
  const none = editor === null;
  return (
    <div className={classes.bar}>
      {maySet && (
        <div className={classes.tools} role="toolbar" aria-label="Text of the section">
          <Tool
            label="Bold"
            isOn={editor?.isActive('bold') ?? false}
            isDisabled={none}
            onPress={run((chain) => chain.toggleBold())}
          >
            <Bold {...icon} />
          </Tool>
          <Tool
            label="Italic"
            isOn={editor?.isActive('italic') ?? false}
            isDisabled={none}
            onPress={run((chain) => chain.toggleItalic())}
          >
            <Italic {...icon} />
          </Tool>
          <Tool
            label="Link"
            isOn={editor?.isActive('link') ?? false}
            isDisabled={none}
            onPress={() => setLinking(true)}
          >
            <LinkIcon {...icon} />
          </Tool>
          <Tool
            label="Code"
            isOn={editor?.isActive('code') ?? false}
            isDisabled={none}
            onPress={run((chain) => chain.toggleCode())}
          >
            <Code {...icon} />
          </Tool>
          <span className={classes.rule} aria-hidden="true" />
          <Tool
            label="List"
            isOn={editor?.isActive('bulletList') ?? false}
            isDisabled={none}
            onPress={run((chain) => chain.toggleBulletList())}
          >
            <List {...icon} />
          </Tool>
          <Tool
            label="Numbered list"
            isOn={editor?.isActive('orderedList') ?? false}
            isDisabled={none}
            onPress={run((chain) => chain.toggleOrderedList())}
          >
            <ListOrdered {...icon} />
          </Tool>
          <span className={classes.rule} aria-hidden="true" />
          <AddSection />
          {newAction}
        </div>
      )}
      {mayComment && (
        <Tool label="Comment (Ctrl Alt M, on a Mac ⌘⌥M)" isDisabled={none} onPress={begin}>
          <MessageSquare {...icon} />
        </Tool>
      )}
      <div className={classes.end}>
        {maySet && (
          <button type="button" className={classes.help} aria-pressed={isHelpOn} onClick={() => setHelpOn(!isHelpOn)}>
            {isHelpOn ? <Eye {...icon} /> : <EyeOff {...icon} />}
            Blameless help
          </button>
        )}
        <SaveStatus />
      </div>
      {isLinking && editor && <LinkDialog editor={editor} onClose={() => setLinking(false)} />}
    </div>
  );
}

function LinkDialog({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const present = String(editor.getAttributes('link').href ?? '');
  return (
    <Dialog title="Link the selected text" onClose={onClose}>
      <ActionForm
        wide
        submit={present ? 'Change link' : 'Add link'}
        onCancel={onClose}
        onDone={onClose}
        onSubmit={async (form) => {
          const href = String(form.get('href') ?? '').trim();
          const chain = editor.chain().extendMarkRange('link');
          if (href === '') chain.unsetLink().run();
          else if (/^(https?:\/\/|mailto:)\S+$/i.test(href)) chain.setLink({ href }).run();
          else {
            const message = 'Use an address that starts with https://, http:// or mailto:.';
            return { ok: false as const, code: 'validation_failed', message, issues: [{ path: '/href', message }] };
          }
          return { ok: true as const, value: null };
        }}
      >
        {(errorOf) => (
          <TextField
            label="Address"
            name="href"
            type="url"
            defaultValue={present}
            help="Empty takes the link away."
            error={errorOf('href')}
          />
        )}
      </ActionForm>
    </Dialog>
  );
}
