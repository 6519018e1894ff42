import * as Y from 'yjs';
import { plainText } from './document';

/** Bytes of a whole text; far beyond what anybody writes. */
export const mostDocumentBytes = 4 * 1024 * 1024;

export type Admission =
  | { ok: true; state: Uint8Array; text: string }
  /** It builds on text that the server does not have: the sender is to send all that is missing by `stateVector`. */
  | { ok: false; reason: 'incomplete'; stateVector: Uint8Array }
  | { ok: false; reason: 'corrupt' | 'too_large' };

/** Applies an update to the loaded text and says whether it may be stored. `doc` is of no use after a refusal. */
export function admit(doc: Y.Doc, update: Uint8Array): Admission {
  const stateVector = Y.encodeStateVector(doc);
  try {
    Y.applyUpdate(doc, update);
    if (doc.store.pendingStructs || doc.store.pendingDs) return { ok: false, reason: 'incomplete', stateVector };
    const state = Y.encodeStateAsUpdate(doc);
    if (state.byteLength > mostDocumentBytes) return { ok: false, reason: 'too_large' };
    // Whatever cannot be read as a text is none of ours.
    return { ok: true, state, text: plainText(doc) };
  } catch {
    return { ok: false, reason: 'corrupt' };
  }
}
