'use client';

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { CommentThread } from '@/lib/postmortems/load/comments';
import { type TextField, textFields } from '@/lib/postmortems/model/sections';
import type { Draft, Places, Talk } from './comment-marks';
import { useWriting } from './writing';

type Commenting = Talk & {
  mayComment: boolean;
  /** Begins a comment on what is selected, or on the line of the caret; in a passage that has one, looks at that. */
  begin: () => void;
  /** Ends it; the caret goes back into the text. */
  end: () => void;
  /** `from`: where somebody asked for it. */
  look: (thread: number | null, from: 'text' | 'list') => void;
  /** Somebody pressed the active passage in the text. */
  isPressed: boolean;
  report: (field: TextField, places: Places) => void;
};

const CommentingContext = createContext<Commenting | null>(null);

/** What the parts of a post-mortem's page share of its comments. */
export function useCommenting(): Commenting {
  const commenting = use(CommentingContext);
  if (!commenting) throw new Error('outside of a post-mortem');
  return commenting;
}

/** Where a thread is shown in the list of comments. */
export const threadAnchor = (id: number) => `comment-${id}`;

const samePlaces = (a: Places | undefined, b: Places) =>
  a !== undefined && JSON.stringify([...a]) === JSON.stringify([...b]);

type CommentingProviderProps = { threads: CommentThread[]; mayComment: boolean; children: ReactNode };

/** Comments as the server knows them, in the order of the text, and what this person does with them. */
export function CommentingProvider({ threads, mayComment, children }: CommentingProviderProps) {
  const { active: writing, session } = useWriting();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [active, setActive] = useState<number | null>(null);
  const [isPressed, setPressed] = useState(false);
  const [places, setPlaces] = useState<Partial<Record<TextField, Places>>>({});
  const editor = writing && !writing.editor.isDestroyed ? writing : null;

  const report = useCallback((field: TextField, found: Places) => {
    setPlaces((before) => (samePlaces(before[field], found) ? before : { ...before, [field]: found }));
  }, []);
  const look = useCallback((thread: number | null, from: 'text' | 'list') => {
    setActive(thread);
    setPressed(from === 'text' && thread !== null);
  }, []);
  const begin = useCallback(() => {
    if (!editor || !session || !mayComment) return;
    const { selection } = editor.editor.state;
    const { $from, empty } = selection;
    const there = threads.find(({ field, passage, resolved }) => {
      const range = field === editor.field && resolved === null ? session.findPassage(field, passage) : null;
      return range && range.from <= selection.from && selection.to <= range.to;
    });
    if (empty && there) {
      setActive(there.id);
      document.getElementById(threadAnchor(there.id))?.querySelector('button')?.focus();
      return;
    }
    const range = empty ? { from: $from.start(), to: $from.end() } : selection;
    const passage = session.passageOf(editor.field, range);
    if (!passage) return;
    setActive(null);
    setDraft({ field: editor.field, passage });
  }, [editor, session, mayComment, threads]);
  const end = useCallback(() => {
    setDraft(null);
    editor?.editor.commands.focus();
  }, [editor]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // By its place: with Alt held down, the letter is another one on a Mac.
      if (event.code !== 'KeyM' || !event.altKey || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      begin();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [begin]);

  const shown = useMemo(() => {
    const placed = threads.map((thread) => {
      const known = session ? places[thread.field]?.get(thread.id) : undefined;
      const isGone = known === undefined ? thread.isGone : known === null;
      return { thread: { ...thread, isGone }, at: known?.from ?? Number.MAX_SAFE_INTEGER };
    });
    const sectionOf = ({ field }: CommentThread) => textFields.indexOf(field);
    return placed
      .sort((a, b) => sectionOf(a.thread) - sectionOf(b.thread) || a.at - b.at || a.thread.id - b.thread.id)
      .map(({ thread }) => thread);
  }, [threads, places, session]);

  const value = useMemo(
    (): Commenting => ({ threads: shown, active, draft, mayComment, begin, end, look, isPressed, report }),
    [shown, active, draft, mayComment, begin, end, look, isPressed, report],
  );
  return <CommentingContext value={value}>{children}</CommentingContext>;
}
