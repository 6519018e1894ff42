import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { admit } from '@/lib/postmortems/model/admit';
import { blocksOf, documentOf, fragmentOf, seedOf, textOf } from '@/lib/postmortems/model/document';
import { openProvider, type Provider, type SaveState } from './provider';

/** A server as ours, in memory, behind a wire that loses what the test says. */
type Row = { seq: number; client_id: number; idem_key: string; update: string };
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function makeServer() {
  const rows: Row[] = [];
  const streams = new Set<{ deliver: (row: Row) => void }>();
  const seed = seedOf({});
  rows.push({ seq: 1, client_id: 1, idem_key: 'seed', update: base64(seed) });
  const server = {
    rows,
    streams,
    isLocked: false,
    text: () => documentOf(...rows.map(({ update }) => Buffer.from(update, 'base64'))),
    store(idem: string, update: Uint8Array): Response {
      const known = rows.find(({ idem_key: each }) => each === idem);
      if (known) return Response.json({ seq: known.seq, duplicate: true });
      if (server.isLocked)
        return Response.json({ code: 'postmortem_locked', detail: 'It is approved.' }, { status: 409 });
      const admission = admit(server.text(), update);
      if (!admission.ok && admission.reason === 'incomplete')
        return Response.json(
          { code: 'updates_missing', current: { state_vector: base64(admission.stateVector) } },
          { status: 409 },
        );
      if (!admission.ok) return Response.json({ code: 'validation_failed' }, { status: 422 });
      const row = { seq: rows.length + 1, client_id: 0, idem_key: idem, update: base64(update) };
      rows.push(row);
      for (const stream of streams) stream.deliver(row);
      return Response.json({ seq: row.seq, duplicate: false });
    },
  };
  return server;
}

let server: ReturnType<typeof makeServer>;
/** What becomes of a call: it arrives and is answered, or one of the two is lost. */
let fate: () => 'ok' | 'lost' | 'unanswered';
let keepsStream: () => boolean;
const open: Provider[] = [];

class FakeEventSource {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private readonly listeners = new Map<string, (event: { data: string }) => void>();
  private readonly stream = {
    deliver: (row: Row) => {
      if (keepsStream()) this.listeners.get('row')?.({ data: JSON.stringify(row) });
    },
  };
  constructor(url: string) {
    const after = Number(new URL(url, 'http://x').searchParams.get('after'));
    server.streams.add(this.stream);
    queueMicrotask(() => {
      this.onopen?.();
      for (const row of server.rows) if (row.seq > after) this.stream.deliver(row);
    });
  }
  addEventListener(name: string, listener: (event: { data: string }) => void) {
    this.listeners.set(name, listener);
  }
  close() {
    server.streams.delete(this.stream);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  server = makeServer();
  fate = () => 'ok';
  keepsStream = () => true;
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('EventSource', FakeEventSource);
  vi.stubGlobal('fetch', async (address: string, init?: { body?: Blob }) => {
    const url = new URL(address, 'http://x');
    const outcome = fate();
    if (outcome === 'lost') throw new TypeError('network');
    const after = url.searchParams.get('after');
    const answer = init?.body
      ? server.store(url.searchParams.get('idem_key') ?? '', new Uint8Array(await init.body.arrayBuffer()))
      : Response.json({
          last_seq: server.rows.length,
          state: after === null ? base64(Y.encodeStateAsUpdate(server.text())) : null,
          rows: after === null ? [] : server.rows.filter(({ seq }) => seq > Number(after)),
        });
    if (outcome === 'unanswered') throw new TypeError('network');
    return answer;
  });
});

afterEach(() => {
  for (const provider of open.splice(0)) provider.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function join(name: string): Promise<{ doc: Y.Doc; states: SaveState[]; type: (text: string) => void }> {
  const states: SaveState[] = [];
  const provider = openProvider({ key: 'INC-1', userId: name, mayWrite: true, onState: (state) => states.push(state) });
  open.push(provider);
  for (let round = 0; round < 40 && states.at(-1)?.kind !== 'saved'; round += 1)
    await vi.advanceTimersByTimeAsync(1000);
  await provider.ready;
  const type = (text: string) => {
    const [list] = fragmentOf(provider.doc, 'lessons').toArray() as Y.XmlElement[];
    const item = list?.get(0) as Y.XmlElement;
    const paragraph = item.get(0) as Y.XmlElement;
    const line = paragraph.get(0) as Y.XmlText;
    line.insert(line.length, text);
  };
  return { doc: provider.doc, states, type };
}

const read = (doc: Y.Doc) => textOf(blocksOf(doc, 'lessons'));
const letters = (text: string) => [...text.replaceAll('\n', '')].sort().join('');

test('what is typed is sent after a pause, once, and others see it', async () => {
  const [one, other] = [await join('ana'), await join('ben')];
  one.type('a');
  one.type('b');
  expect(one.states.at(-1)).toEqual({ kind: 'saving' });
  await vi.advanceTimersByTimeAsync(500);
  expect(server.rows).toHaveLength(2);
  expect(one.states.at(-1)?.kind).toBe('saved');
  expect(read(other.doc)).toBe('ab');
});

test('without a server it says what is not saved, goes on taking text, and sends it all when the server is back', async () => {
  const { states, type } = await join('ana');
  fate = () => 'lost';
  type('typed offline, ');
  await vi.advanceTimersByTimeAsync(400);
  type('and more');
  expect(states.at(-1)).toEqual({ kind: 'unsaved', changes: 2, why: 'The server cannot be reached.' });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(states.at(-1)).toMatchObject({ kind: 'unsaved' });
  fate = () => 'ok';
  await vi.advanceTimersByTimeAsync(40_000);
  expect(states.at(-1)?.kind).toBe('saved');
  expect(read(server.text())).toBe('typed offline, and more');
});

test('an answer that is lost is no reason to store it twice', async () => {
  const { type } = await join('ana');
  let calls = 0;
  fate = () => (++calls === 1 ? 'unanswered' : 'ok');
  type('once');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.rows).toHaveLength(2);
  expect(read(server.text())).toBe('once');
});

test('a post-mortem that was approved meanwhile keeps what was typed, says so, and sends it once it is revised', async () => {
  const { states, type } = await join('ana');
  server.isLocked = true;
  type('late');
  await vi.advanceTimersByTimeAsync(1000);
  expect(states.at(-1)).toMatchObject({ kind: 'unsaved', why: 'It is approved.' });
  server.isLocked = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)?.kind).toBe('saved');
  expect(read(server.text())).toBe('late');
});

test('three editors on a bad wire end with the same text, letter by letter what was typed', async () => {
  const editors = [await join('ana'), await join('ben'), await join('caro')];
  let state = 7;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  fate = () => (random() < 0.3 ? 'lost' : random() < 0.3 ? 'unanswered' : 'ok');
  keepsStream = () => random() > 0.3;
  let typed = '';
  for (let n = 0; n < 40; n += 1) {
    for (const [place, { type }] of editors.entries()) {
      const mark = `${String.fromCharCode(65 + place)}${n};`;
      type(mark);
      typed += mark;
    }
    await vi.advanceTimersByTimeAsync(Math.floor(random() * 900));
  }
  fate = () => 'ok';
  keepsStream = () => true;
  await vi.advanceTimersByTimeAsync(60_000);
  for (const { type } of editors) type('!');
  await vi.advanceTimersByTimeAsync(5_000);
  for (const { doc } of editors) expect(read(doc)).toBe(read(server.text()));
  expect(letters(read(server.text()))).toBe(letters(`${typed}!!!`));
});
