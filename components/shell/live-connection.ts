import type { Live } from './live-provider';
import { openShared, type StreamMessage } from './shared-stream';

type Options = {
  /** 'overview', 'incident:INC-42'. */
  channel: string;
  /** The sequence number up to which the page knows the channel; null: whatever comes from now on. */
  since: number | null;
  /** What the channel tells by: 'change' or 'row'. */
  event: string;
  /** Something new, as it was sent; null when nobody knows what was missed. */
  onEvent: (data: string | null) => void;
  onState: (update: (live: Live) => Live) => void;
  /** What this page knows is not of this database: it was set back. Without it, as an event of which nobody knows what was missed. */
  onReset?: () => void;
  /** Who is there, on channels that tell. */
  onPresence?: (data: string) => void;
};

const silentMs = 25_000; // two beats and a half
const offlineAfterMs = 8_000;
const hiddenMs = 60_000;

/**
 * Keeps a live channel open: resumes after the last seen sequence number, starts anew when beats stay away, and rests while the page is
 * hidden. Returns the way to close it.
 */
export function openLive({
  channel,
  since,
  event: eventName,
  onEvent,
  onState,
  onReset,
  onPresence,
}: Options): () => void {
  let close: (() => void) | null = null;
  let seq: string | null = since === null ? null : String(since);
  let opened = false;
  let tries = 0;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const lost = () => {
    onState((live) => (live.state === 'offline' ? live : { ...live, state: 'reconnecting' }));
    grace ??= setTimeout(() => onState((live) => ({ ...live, state: 'offline' })), offlineAfterMs);
  };
  const found = (at: string) => {
    clearTimeout(grace);
    grace = undefined;
    tries = 0;
    onState(() => ({ state: 'live', dataAt: at }));
  };
  const stop = () => {
    close?.();
    close = null;
    clearTimeout(silence);
    clearTimeout(retry);
  };
  const again = () => {
    stop();
    lost();
    retry = setTimeout(start, Math.min(15_000, 500 * 2 ** tries) * (0.75 + Math.random() / 2));
    tries += 1;
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(again, silentMs);
  };
  const onMessage = ({ event, data, id }: StreamMessage) => {
    if (event === 'bye') return again();
    // The session ended, or this may not be seen any more: the server says which.
    if (event === 'gone') return window.location.reload();
    heard();
    if (event === 'beat') {
      const beat = JSON.parse(data) as { at: string; healthy: boolean };
      if (beat.healthy) found(beat.at);
      else lost();
    } else if (event === 'reset') {
      seq = null;
      if (onReset) onReset();
      else onEvent(null);
    } else if (event === 'presence') onPresence?.(data);
    else if (event === eventName) {
      seq = id || seq;
      onEvent(data);
    }
  };
  const start = () => {
    stop();
    heard();
    close = openShared(channel, {
      names: ['bye', 'gone', 'beat', 'reset', 'presence', eventName],
      after: () => seq,
      onOpen: () => {
        // Without a cursor nobody knows what was missed.
        if (opened && seq === null) onEvent(null);
        opened = true;
      },
      onMessage,
      onError: again,
      onLost: lost,
      onBehind: () => onEvent(null),
    });
  };
  const onVisibility = () => {
    clearTimeout(rest);
    if (document.hidden) rest = setTimeout(stop, hiddenMs);
    else if (!close) {
      start();
      onEvent(null);
    }
  };

  start();
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', start);
  window.addEventListener('offline', again);
  return () => {
    stop();
    clearTimeout(grace);
    clearTimeout(rest);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', start);
    window.removeEventListener('offline', again);
  };
}
