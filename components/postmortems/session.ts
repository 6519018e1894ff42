import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { addedSections, fragmentOf, showSection } from '@/lib/postmortems/model/document';
import { partsOf } from '@/lib/postmortems/model/parts';
import { findPassage, type Passage, passageOf, type Range } from '@/lib/postmortems/model/passage';
import { type Readiness, readinessOf } from '@/lib/postmortems/model/review';
import type { RoleName } from '@/lib/postmortems/model/roles';
import type { OptionalField, TextField } from '@/lib/postmortems/model/sections';
import type { Talk } from './comment-marks';
import { type Here, openPresence } from './presence';
import { openProvider, type SaveState } from './provider';

/** The help against blame: on or off, whose names it knows, what somebody chose to keep; roles that are shown for names. */
type Help = { isOn: boolean; people: string[]; kept: Set<string>; roles: RoleName[] };

/** A post-mortem that is open for writing in this tab. */
export type Session = {
  doc: Y.Doc;
  awareness: Awareness;
  help: Help;
  /** What is said of the text, as its sections mark it. */
  talk: Talk;
  /** The last update of the server that is in the text. */
  seq: () => number;
  /** The passage between two positions of a section; null when there is nothing to be read. */
  passageOf: (field: TextField, range: Range) => Passage | null;
  /** Where a passage is now; null when its text is gone. */
  findPassage: (field: TextField, passage: Passage) => Range | null;
  show: (field: OptionalField, isShown: boolean) => void;
  close: () => void;
};

/** What the text says about itself while it is written. */
export type Written = { added: OptionalField[]; sections: (rest: Rest) => Readiness[] };
type Rest = {
  actions: { owner: string | null; due: string | null; status: string }[];
  timeline: { rows: number; isConfirmed: boolean };
};

type Options = {
  key: string;
  viewer: Here;
  mayWrite: boolean;
  people: string[];
  onState: (state: SaveState) => void;
  onOthers: (others: Here[]) => void;
  onText: (written: Written) => void;
  onComments: (seq: number) => void;
};

const textMs = 400;

/** Opens a post-mortem: its text, who else is there, and what is saved. Resolves when the text is there. */
export async function openSession(options: Options): Promise<Session> {
  const { key, viewer, mayWrite, people, onState, onOthers, onText, onComments } = options;
  const provider = openProvider({ key, userId: viewer.id, mayWrite, onState });
  const { doc } = provider;
  const presence = openPresence(key, doc, viewer, onOthers);
  provider.onPresence(presence.hear);
  provider.onComments(onComments);
  await provider.ready;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tellText = () => {
    timer = undefined;
    const { blocks, added } = partsOf(doc);
    onText({ added, sections: ({ actions, timeline }) => readinessOf({ blocks, added }, actions, timeline) });
  };
  doc.on('update', () => {
    timer ??= setTimeout(tellText, textMs);
  });
  tellText();
  return {
    doc,
    awareness: presence.awareness,
    help: { isOn: true, people, kept: new Set(), roles: [] },
    talk: { threads: [], active: null, draft: null },
    seq: provider.seq,
    passageOf: (field, range) => passageOf(fragmentOf(doc, field), range),
    findPassage: (field, passage) => findPassage(fragmentOf(doc, field), passage),
    show: (field, isShown) => {
      if (addedSections(doc).includes(field) === isShown) return;
      showSection(doc, field, isShown);
      // At once: whoever ticks a box must not see it jump back.
      clearTimeout(timer);
      tellText();
    },
    close: () => {
      clearTimeout(timer);
      presence.close();
      provider.close();
    },
  };
}
