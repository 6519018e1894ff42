import { EventEmitter } from 'node:events';
import pg from 'pg';
import sql from 'sql-template-tag';
import { env } from '@/lib/config/env';
import { logger } from '@/lib/core/log';
import { primarySql } from './pool';

/**
 * One LISTEN connection per process. A notification is a hint: it says that a channel may have moved, readers look into the
 * tables. After a lost connection every channel is told to look (`resync`).
 */
type Listener = { bus: EventEmitter; stop: () => Promise<void> };
const store = globalThis as typeof globalThis & { fairleadListener?: Listener };

const firstRetryMs = 250;
const lastRetryMs = 2_000;

function listener(): Listener {
  if (store.fairleadListener) return store.fairleadListener;
  const bus = new EventEmitter().setMaxListeners(0);
  let stopped = false;
  let retryMs = firstRetryMs;
  let current: pg.Client | undefined;

  const connect = async () => {
    if (stopped) return;
    const client = new pg.Client({
      connectionString: env().DATABASE_URL,
      keepAlive: true,
      application_name: 'fairlead-live',
    });
    current = client;
    const again = () => {
      if (stopped || current !== client) return;
      current = undefined;
      client.end().catch(() => undefined);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
      setTimeout(connect, retryMs);
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === whispers) heard(bus, payload);
      else bus.emit(payload.slice(0, payload.lastIndexOf(':')));
    });
    try {
      await client.connect();
      await client.query(`LISTEN fairlead_live; LISTEN ${whispers}`);
      retryMs = firstRetryMs;
      bus.emit('resync');
    } catch (error) {
      logger.warn({ err: error }, 'live updates: waiting for the database');
      again();
    }
  };
  void connect();

  store.fairleadListener = {
    bus,
    stop: async () => {
      stopped = true;
      delete store.fairleadListener;
      await current?.end().catch(() => undefined);
    },
  };
  return store.fairleadListener;
}

/** Calls `onHint` whenever the channel may have moved. Returns the function that ends it. */
export function listenTo(channel: string, onHint: () => void): () => void {
  const { bus } = listener();
  bus.on(channel, onHint);
  bus.on('resync', onHint);
  return () => {
    bus.off(channel, onHint);
    bus.off('resync', onHint);
  };
}

/** What may be lost: who is here, where a caret stands. It is in no table, and whoever listens later never hears of it. */
export type Whisper = { event: string; data: unknown };

const whispers = 'fairlead_whisper';
/** PostgreSQL refuses a payload of 8,000 bytes. */
const mostWhisperBytes = 7_900;

function heard(bus: EventEmitter, payload: string): void {
  try {
    const { channel, ...whisper } = JSON.parse(payload) as Whisper & { channel: string };
    bus.emit(`whisper ${channel}`, whisper);
  } catch {
    // Nothing that this program sent.
  }
}

/** Tells whoever listens to a channel at this moment, in every process; one that is too long is dropped. */
export async function whisper(channel: string, { event, data }: Whisper): Promise<void> {
  const payload = JSON.stringify({ channel, event, data });
  if (Buffer.byteLength(payload) > mostWhisperBytes) return;
  await primarySql(sql`SELECT pg_notify(${whispers}, ${payload})`);
}

/** Calls `onWhisper` with what is said on a channel from now on. Returns the function that ends it. */
export function listenToWhispers(channel: string, onWhisper: (whisper: Whisper) => void): () => void {
  const { bus } = listener();
  bus.on(`whisper ${channel}`, onWhisper);
  return () => void bus.off(`whisper ${channel}`, onWhisper);
}

/** Opens the connection at process start, so that the first page need not wait for it. */
export function startListening(): void {
  listener();
}

export async function stopListening(): Promise<void> {
  await store.fairleadListener?.stop();
}
