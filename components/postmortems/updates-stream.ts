import type { UpdateRow } from '@/lib/postmortems/schema';

type Options = {
  key: string;
  /** The last update that is known; asked each time that the stream begins anew. */
  after: () => number;
  onRow: (row: UpdateRow) => void;
  onPresence: (data: unknown) => void;
  /** How often its comments changed until now. */
  onComments: (seq: number) => void;
  /** The stream stands, or stands again. */
  onOpen: () => void;
};

const silentMs = 25_000; // two beats and a half
const longestRetryMs = 15_000;

/** Keeps one stream of a post-mortem's updates, begun anew after the last known one whenever it falls silent. Answers the way to end it. */
export function openUpdatesStream({ key, after, onRow, onPresence, onComments, onOpen }: Options): () => void {
  let source: EventSource | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let isClosed = false;

  const stop = () => {
    source?.close();
    source = null;
    clearTimeout(silence);
    clearTimeout(retry);
  };
  const again = () => {
    stop();
    if (isClosed) return;
    retry = setTimeout(start, Math.min(longestRetryMs, 500 * 2 ** tries) * (0.75 + Math.random() / 2));
    tries += 1;
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(again, silentMs);
  };
  function start() {
    stop();
    if (isClosed) return;
    const stream = new EventSource(`/api/live/postmortem:${key}?after=${after()}`);
    source = stream;
    heard();
    stream.onopen = () => {
      tries = 0;
      onOpen();
    };
    stream.onerror = again;
    stream.addEventListener('bye', again);
    stream.addEventListener('beat', heard);
    stream.addEventListener('row', (event) => {
      heard();
      onRow(JSON.parse(event.data) as UpdateRow);
    });
    stream.addEventListener('comments', (event) => {
      heard();
      onComments((JSON.parse(event.data) as { seq: number }).seq);
    });
    stream.addEventListener('presence', (event) => {
      heard();
      onPresence(JSON.parse(event.data));
    });
  }

  start();
  window.addEventListener('online', start);
  return () => {
    isClosed = true;
    stop();
    window.removeEventListener('online', start);
  };
}
