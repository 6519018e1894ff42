import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { addedSections, showSection } from '@/lib/postmortems/model/document';
import { partsOf } from '@/lib/postmortems/model/parts';
import { type Readiness, readinessOf } from '@/lib/postmortems/model/review';
import type { RoleName } from '@/lib/postmortems/model/roles';
import type { OptionalField } from '@/lib/postmortems/model/sections';
import { type Here, openPresence } from './presence';
import { openProvider, type SaveState } from './provider';

/** The help against blame: on or off, whose names it knows, what somebody chose to keep; roles that are shown for names. */
type Help = { isOn: boolean; people: string[]; kept: Set<string>; roles: RoleName[] };

/** A post-mortem that is open for writing in this tab. */
export type Session = {
  doc: Y.Doc;
  awareness: Awareness;
  help: Help;
  /** The last update of the server that is in the text. */
  seq: () => number;
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
};

const textMs = 400;

/** Opens a post-mortem: its text, who else is there, and what is saved. Resolves when the text is there. */
export async function openSession(options: Options): Promise<Session> {
  const { key, viewer, mayWrite, people, onState, onOthers, onText } = options;
  const provider = openProvider({ key, userId: viewer.id, mayWrite, onState });
  const { doc } = provider;
  const presence = openPresence(key, doc, viewer, onOthers);
  provider.onPresence(presence.hear);
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
    seq: provider.seq,
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
