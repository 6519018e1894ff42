import { EventEmitter } from 'node:events';
import { StoppingError, TooManyStreamsError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { now } from '@/lib/core/time';

/** One server-sent event; `seq` becomes its id, from which a client resumes. */
export type LiveEvent = { seq: number; event: string; data: unknown };

export type LiveSource = {
  /** The channel's present sequence number: where a client without a cursor begins. */
  head: () => Promise<number>;
  /** What happened after `seq`, ascending. */
  after: (seq: number) => Promise<LiveEvent[]>;
  /** May the listener still listen? Asked with every poll. */
  allowed: () => Promise<boolean>;
  /** Calls back when there may be something new. */
  subscribe: (onHint: () => void) => () => void;
  /** What is told as it comes and never again, without an id: presence, carets. */
  whispers?: (onWhisper: (whisper: { event: string; data: unknown }) => void) => () => void;
};

const beatMs = 10_000;
const pollMs = 4_000; // access that was taken away ends a stream within 5 s
const retryMs = 1_000;

/** So many events at a time are read; there may be more then. */
const fullRead = 1_000;

/** Streams that may be open at once: each asks the database every few seconds. */
export const streamLimits = { actor: 100, process: 1_000 };
const openOf = new Map<string, number>();

const store = globalThis as typeof globalThis & { fairleadStreams?: EventEmitter; fairleadStreamsEnded?: boolean };

/** Takes one place of `owner`; throws a TooManyStreamsError when there is none, a StoppingError when there will be none. What it returns gives the place back. */
function takePlace(owner: string): () => void {
  // Over a connection that is still open: a stream that began now would keep the process from ending.
  if (store.fairleadStreamsEnded) throw new StoppingError();
  const own = openOf.get(owner) ?? 0;
  if (own >= streamLimits.actor) throw new TooManyStreamsError('You have');
  if (shutdownBus().listenerCount('bye') >= streamLimits.process) throw new TooManyStreamsError('This server has');
  openOf.set(owner, own + 1);
  return () => {
    const left = (openOf.get(owner) ?? 1) - 1;
    if (left > 0) openOf.set(owner, left);
    else openOf.delete(owner);
  };
}

/** What a stream answers with; HEAD gets these alone, as nobody would ever end a stream whose body is not read. */
export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

function shutdownBus(): EventEmitter {
  store.fairleadStreams ??= new EventEmitter().setMaxListeners(0);
  return store.fairleadStreams;
}

/** Ends all open streams of this process with `bye`, and opens no other (graceful stop). */
export function endStreams(): void {
  store.fairleadStreamsEnded = true;
  shutdownBus().emit('bye');
}

/**
 * A server-sent event stream over a source for `owner`, who has a limited number of them. The hint wakes it, a poll every 4 s heals
 * a lost hint and ends the stream of somebody who may not listen any more; events are read from the tables after the cursor, one
 * read at a time, so none is missed and none is sent twice. `beat` every 10 s carries the server's time and says whether the
 * database answered; `gone` ends the stream of somebody who may not listen any more; `reset` says that what the client knows is not of this database; `bye` and `retry:` end the stream when the
 * server stops.
 */
export function eventStream(
  source: LiveSource,
  { cursor, signal, owner }: { cursor: number | null; signal: AbortSignal; owner: string },
): Response {
  const givePlaceBack = takePlace(owner);
  const encoder = new TextEncoder();
  let close = () => {};
  const events: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      let position = cursor;
      let reading = false;
      let wanted = false;
      let closed = false;
      let healthy = true;
      let begun = false;

      const send = (text: string) => {
        if (closed) return;
        // A reader that fell a megabyte behind is cut off; it resumes from its cursor.
        if ((controller.desiredSize ?? 0) < -1_000_000) return close();
        controller.enqueue(encoder.encode(text));
      };
      /** Where to go on from. A cursor beyond the head is of a database that was set back since: its client begins anew. */
      const begin = async (): Promise<number> => {
        const head = await source.head();
        if (cursor === null || cursor <= head) return cursor ?? head;
        send('event: reset\ndata: {}\n\n');
        return head;
      };
      const pump = async () => {
        wanted = true;
        if (reading) return;
        reading = true;
        while (wanted && !closed) {
          wanted = false;
          try {
            position = begun && position !== null ? position : await begin();
            begun = true;
            const found = await source.after(position);
            for (const { seq, event, data } of found) {
              position = seq;
              send(`id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
            }
            if (found.length >= fullRead) wanted = true;
            healthy = true;
          } catch (error) {
            if (healthy) logger.warn({ err: error }, 'a live stream could not read');
            healthy = false;
          }
        }
        reading = false;
      };
      const poll = async () => {
        const allowed = await source.allowed().catch(() => true); // an unreachable database is no reason to close
        if (allowed) return void pump();
        send('event: gone\ndata: {}\n\n');
        close();
      };
      const beat = () => {
        send(`event: beat\ndata: ${JSON.stringify({ at: now().toISOString(), healthy })}\n\n`);
      };
      const bye = () => {
        send(`retry: ${retryMs}\nevent: bye\ndata: {}\n\n`);
        close();
      };

      const beats = setInterval(beat, beatMs);
      const polls = setInterval(() => void poll(), pollMs);
      const unsubscribe = source.subscribe(() => void pump());
      const hush = source.whispers?.(({ event, data }) => send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      shutdownBus().once('bye', bye);
      close = () => {
        if (closed) return;
        closed = true;
        givePlaceBack();
        clearInterval(beats);
        clearInterval(polls);
        unsubscribe();
        hush?.();
        shutdownBus().off('bye', bye);
        try {
          controller.close();
        } catch {
          // The client closed it first.
        }
      };
      if (signal.aborted) return close();
      signal.addEventListener('abort', () => close());
      send(`retry: ${retryMs}\nevent: beat\ndata: ${JSON.stringify({ at: now().toISOString(), healthy })}\n\n`);
      void pump();
    },
    cancel() {
      close();
    },
  };
  // Its backlog is counted in bytes, not in events.
  const body = new ReadableStream(events, new ByteLengthQueuingStrategy({ highWaterMark: 0 }));
  return new Response(body, { headers: streamHeaders });
}
