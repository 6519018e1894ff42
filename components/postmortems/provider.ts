import * as Y from 'yjs';
import { now } from '@/lib/core/time';
import type { UpdateRow, UpdatesAnswer } from '@/lib/postmortems/schema';
import { keptUpdates } from './kept-updates';
import { openUpdatesStream } from './updates-stream';

/** How what was typed stands: `why` says what keeps it from being saved. */
export type SaveState =
  | { kind: 'loading' }
  | { kind: 'saved'; at: string | null }
  | { kind: 'saving' }
  | { kind: 'unsaved'; changes: number; why: string };

export type Provider = {
  doc: Y.Doc;
  /** Resolves when the text is there. */
  ready: Promise<void>;
  /** The last update of the server that is in it. */
  seq: () => number;
  /** Who else is there, as they say it. */
  onPresence: (listener: (data: unknown) => void) => void;
  /** How often its comments changed, whenever that is heard of. */
  onComments: (listener: (seq: number) => void) => void;
  close: () => void;
};

type Options = { key: string; userId: string; mayWrite: boolean; onState: (state: SaveState) => void };

/** One attempt at sending; sent again as it is until it is answered, so that it is stored once. */
type Attempt = { update: Uint8Array; idemKey: string; changes: number };

const debounceMs = 300;
const keepMs = 100;
const longestRetryMs = 15_000;
const refusedRetryMs = 30_000;

const fromServer = 'server';
const fromDevice = 'device';

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

/**
 * Keeps a text the same here and on the server. What is typed is applied at once, kept on this device until the server has it, and
 * sent for ever; what others type comes over the live channel, a gap is pulled. `server` mirrors what the server is known to have, so
 * that what is missing there is always the difference of the two.
 */
export function openProvider({ key, userId, mayWrite, onState }: Options): Provider {
  const doc = new Y.Doc();
  const server = new Y.Doc();
  const tab = crypto.randomUUID();
  const kept = keptUpdates(key, userId, tab);
  const address = `/api/postmortems/${key}/updates`;
  const presenceListeners: ((data: unknown) => void)[] = [];
  const commentListeners: ((seq: number) => void)[] = [];
  let lastSeq = 0;
  let changes = 0;
  let adopted: string[] = [];
  let attempt: Attempt | null = null;
  let isSending = false;
  let isClosed = false;
  let failures = 0;
  let why = '';
  let sendTimer: ReturnType<typeof setTimeout> | undefined;
  let keepTimer: ReturnType<typeof setTimeout> | undefined;
  let closeStream = () => {};

  const take = (update: Uint8Array) => {
    Y.applyUpdate(server, update, fromServer);
    Y.applyUpdate(doc, update, fromServer);
  };
  const missing = () => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server));

  const keepNow = () => {
    clearTimeout(keepTimer);
    keepTimer = undefined;
    if (changes > 0) void kept.keep({ update: missing(), changes });
  };
  const sendSoon = (ms = debounceMs) => {
    clearTimeout(sendTimer);
    if (!isClosed) sendTimer = setTimeout(() => void send(), ms);
  };

  async function send(): Promise<void> {
    if (isSending || isClosed || changes === 0) return;
    isSending = true;
    attempt ??= { update: missing(), idemKey: crypto.randomUUID(), changes };
    onState({ kind: 'saving' });
    const outcome = await push(attempt);
    isSending = false;
    if (isClosed) return;
    if (outcome.kind === 'stored') {
      failures = 0;
      Y.applyUpdate(server, attempt.update, fromServer);
      changes -= attempt.changes;
      attempt = null;
      if (changes > 0) return sendSoon(0);
      const tabs = adopted;
      adopted = [];
      await kept.forget(tabs);
      // Something may have been typed while the device forgot.
      if (changes > 0) return keepNow();
      return onState({ kind: 'saved', at: now().toISOString() });
    }
    failures += 1;
    if (outcome.kind === 'incomplete') {
      // The server lacks what was thought to be there: the whole difference goes at once.
      attempt = { update: Y.encodeStateAsUpdate(doc, outcome.has), idemKey: crypto.randomUUID(), changes };
      return sendSoon(failures > 3 ? longestRetryMs : 0);
    }
    if (outcome.kind === 'refused') attempt = null;
    why = outcome.why;
    onState({ kind: 'unsaved', changes, why });
    const backOff = Math.min(longestRetryMs, 1000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
    sendSoon(outcome.kind === 'refused' ? refusedRetryMs : backOff);
  }

  type Outcome =
    | { kind: 'stored' }
    | { kind: 'incomplete'; has: Uint8Array }
    | { kind: 'refused' | 'unreachable'; why: string };

  async function push({ update, idemKey }: Attempt): Promise<Outcome> {
    try {
      const answer = await fetch(`${address}?client_id=${doc.clientID}&idem_key=${idemKey}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Blob([new Uint8Array(update)]),
      });
      if (answer.ok) return { kind: 'stored' };
      const problem = (await answer.json().catch(() => ({}))) as {
        code?: string;
        detail?: string;
        current?: { state_vector?: string };
      };
      const has = problem.current?.state_vector;
      if (problem.code === 'updates_missing' && has) return { kind: 'incomplete', has: bytesOf(has) };
      const why = problem.detail ?? `The server answered ${answer.status}.`;
      return { kind: answer.status >= 500 || answer.status === 429 ? 'unreachable' : 'refused', why };
    } catch {
      return { kind: 'unreachable', why: 'The server cannot be reached.' };
    }
  }

  async function pull(after: number | null): Promise<void> {
    const answer = await fetch(after === null ? address : `${address}?after=${after}`);
    if (!answer.ok) throw new Error(`pulling was answered ${answer.status}`);
    const { state, rows, last_seq: seq } = (await answer.json()) as UpdatesAnswer;
    if (state) take(bytesOf(state));
    for (const row of rows) take(bytesOf(row.update));
    lastSeq = Math.max(lastSeq, seq);
  }

  let isPulling = false;
  const catchUp = () => {
    if (isPulling) return;
    isPulling = true;
    // A pull that fails is made up for by the next row, or the next beginning of the stream.
    pull(lastSeq)
      .catch(() => undefined)
      .finally(() => {
        isPulling = false;
      });
  };
  const onRow = (row: UpdateRow) => {
    if (row.seq <= lastSeq) return;
    if (row.seq > lastSeq + 1) return catchUp();
    take(bytesOf(row.update));
    lastSeq = row.seq;
  };

  async function load(): Promise<void> {
    onState({ kind: 'loading' });
    for (let wait = 500; !isClosed; wait = Math.min(longestRetryMs, wait * 2)) {
      try {
        await pull(null);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    const left = mayWrite ? await kept.read() : [];
    for (const { tab: other, kept: one } of left) {
      Y.applyUpdate(doc, one.update, fromDevice);
      changes += Math.max(1, one.changes);
      adopted.push(other);
    }
    if (isClosed) return;
    closeStream = openUpdatesStream({
      key,
      after: () => lastSeq,
      onRow,
      onPresence: (data) => {
        for (const listener of presenceListeners) listener(data);
      },
      onComments: (seq) => {
        for (const listener of commentListeners) listener(seq);
      },
      onOpen: () => changes > 0 && sendSoon(0),
    });
    if (changes > 0) sendSoon(0);
    else onState({ kind: 'saved', at: null });
  }

  const onUpdate = (_update: Uint8Array, origin: unknown) => {
    if (!mayWrite || origin === fromServer || origin === fromDevice) return;
    changes += 1;
    keepTimer ??= setTimeout(keepNow, keepMs);
    if (failures > 0) return onState({ kind: 'unsaved', changes, why });
    onState({ kind: 'saving' });
    sendSoon();
  };
  const online = () => changes > 0 && sendSoon(0);
  doc.on('update', onUpdate);
  window.addEventListener('online', online);
  window.addEventListener('pagehide', keepNow);

  return {
    doc,
    ready: load(),
    seq: () => lastSeq,
    onPresence: (listener) => void presenceListeners.push(listener),
    onComments: (listener) => void commentListeners.push(listener),
    close: () => {
      keepNow();
      isClosed = true;
      clearTimeout(sendTimer);
      closeStream();
      window.removeEventListener('online', online);
      window.removeEventListener('pagehide', keepNow);
      doc.destroy();
      server.destroy();
    },
  };
}
