'use client';

import type { Editor } from '@tiptap/core';
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Readiness } from '@/lib/postmortems/model/review';
import type { RoleName } from '@/lib/postmortems/model/roles';
import type { OptionalField, TextField } from '@/lib/postmortems/model/sections';
import type { Here } from './presence';
import type { SaveState } from './provider';
import type { SectionEditor } from './section-editor';
import type { Session, Written } from './session';

type Writing = {
  session: Session | null;
  /** Comes with the session: heavy, so fetched when first needed. */
  SectionEditor: typeof SectionEditor | null;
  save: SaveState;
  others: Here[];
  viewer: Here;
  sections: Readiness[];
  added: OptionalField[];
  /** It takes changes; `mayWrite`: from this person. */
  isOpen: boolean;
  mayWrite: boolean;
  /** Shown in place of names; none where names are shown. */
  roles: RoleName[];
  isHelpOn: boolean;
  setHelpOn: (isOn: boolean) => void;
  /** The editor that was used last: what the tools act on. */
  active: ActiveEditor | null;
  setActive: (active: ActiveEditor) => void;
  /** Opens the form of a new action item. */
  isAddingAction: boolean;
  setAddingAction: (isAdding: boolean) => void;
};

export type ActiveEditor = { field: TextField; editor: Editor };

const WritingContext = createContext<Writing | null>(null);

/** What the parts of a post-mortem's page share while it is written. */
export function useWriting(): Writing {
  const writing = use(WritingContext);
  if (!writing) throw new Error('outside of a post-mortem');
  return writing;
}

type WritingProviderProps = {
  incidentKey: string;
  viewer: Here;
  isOpen: boolean;
  /** The text is kept up with: it is written, or still commented on. */
  isLive: boolean;
  mayWrite: boolean;
  /** How often its comments had changed when the page was drawn. */
  commentSeq: number;
  /** Names that may stand in the text: whoever had to do with the incident. */
  people: string[];
  roles: RoleName[];
  /** As the server knew them. */
  sections: Readiness[];
  added: OptionalField[];
  actions: { owner: string | null; due: string | null; status: string }[];
  timeline: { rows: number; isConfirmed: boolean };
  children: ReactNode;
};

const helpOff = 'fairlead-blameless-help-off';

/** Opens the text for writing once the page stands; until then, and where it is not written any more, the page shows what the server drew. */
export function WritingProvider({
  incidentKey,
  viewer,
  isOpen,
  isLive,
  mayWrite,
  commentSeq,
  people,
  roles,
  sections,
  added,
  actions,
  timeline,
  children,
}: WritingProviderProps) {
  const [open, setOpen] = useState<{ session: Session; SectionEditor: typeof SectionEditor } | null>(null);
  const [save, setSave] = useState<SaveState>({ kind: 'loading' });
  const [others, setOthers] = useState<Here[]>([]);
  const [written, setWritten] = useState<Written | null>(null);
  const [active, setActive] = useState<ActiveEditor | null>(null);
  const [isHelpOn, setIsHelpOn] = useState(true);
  const [isAddingAction, setAddingAction] = useState(false);
  const names = useRef(people);
  const router = useRouter();
  const knownComments = useRef(commentSeq);
  knownComments.current = Math.max(knownComments.current, commentSeq);
  const viewerName = viewer.name;
  const viewerId = viewer.id;

  useEffect(() => setIsHelpOn(window.localStorage.getItem(helpOff) === null), []);
  const setHelpOn = useCallback((isOn: boolean) => {
    setIsHelpOn(isOn);
    if (isOn) window.localStorage.removeItem(helpOff);
    else window.localStorage.setItem(helpOff, '1');
  }, []);

  useEffect(() => {
    if (!isLive) return;
    let isGone = false;
    let session: Session | null = null;
    const begin = async () => {
      const [{ openSession }, editor] = await Promise.all([import('./session'), import('./section-editor')]);
      if (isGone) return;
      session = await openSession({
        key: incidentKey,
        viewer: { id: viewerId, name: viewerName },
        mayWrite: isOpen && mayWrite,
        people: names.current,
        onState: (state) => !isGone && setSave(state),
        onOthers: (here) => !isGone && setOthers(here),
        onText: (text) => !isGone && setWritten(text),
        onComments: (seq) => {
          if (isGone || seq <= knownComments.current) return;
          knownComments.current = seq;
          router.refresh();
        },
      });
      if (isGone) return session.close();
      setOpen({ session, SectionEditor: editor.SectionEditor });
    };
    void begin();
    return () => {
      isGone = true;
      setOpen(null);
      setWritten(null);
      setActive(null);
      setOthers([]);
      session?.close();
    };
  }, [incidentKey, viewerId, viewerName, isLive, isOpen, mayWrite, router]);

  const value = useMemo(
    (): Writing => ({
      session: open?.session ?? null,
      SectionEditor: open?.SectionEditor ?? null,
      save,
      others,
      viewer: { id: viewerId, name: viewerName },
      sections: written?.sections({ actions, timeline }) ?? sections,
      added: written?.added ?? added,
      isOpen,
      mayWrite,
      roles,
      isHelpOn,
      setHelpOn,
      active,
      setActive,
      isAddingAction,
      setAddingAction,
    }),
    [
      open,
      save,
      others,
      viewerId,
      viewerName,
      written,
      sections,
      added,
      actions,
      timeline,
      isOpen,
      mayWrite,
      roles,
      isHelpOn,
      setHelpOn,
      active,
      isAddingAction,
    ],
  );
  return <WritingContext value={value}>{children}</WritingContext>;
}
