import { EventEmitter } from 'node:events';
import pg from 'pg';
import { env } from '@/lib/config/env';
import { logger } from '@/lib/core/log';

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
    client.on('notification', ({ payload = '' }) => bus.emit(payload.slice(0, payload.lastIndexOf(':'))));
    try {
      await client.connect();
      await client.query('LISTEN fairlead_live');
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

/** Opens the connection at process start, so that the first page need not wait for it. */
export function startListening(): void {
  listener();
}

export async function stopListening(): Promise<void> {
  await store.fairleadListener?.stop();
}
