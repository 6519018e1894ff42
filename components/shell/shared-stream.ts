/** One event of a live channel, as the stream told it. */
export type StreamMessage = { event: string; data: string; id: string };

type Handlers = {
  /** Names of the events that matter. */
  names: string[];
  /** The last id that this page knows; null: none. */
  after: () => string | null;
  onOpen: () => void;
  onMessage: (message: StreamMessage) => void;
  /** The stream broke; whoever keeps it begins it anew. */
  onError: () => void;
  /** The stream of another tab broke, or is being begun anew there. */
  onLost: () => void;
  /** Another tab, which keeps the stream, knows more than this page. */
  onBehind: () => void;
};

type Said =
  | { kind: 'hello' }
  | { kind: 'position'; id: string | null; beat: string | null }
  | { kind: 'message'; message: StreamMessage }
  | { kind: 'lost' };

/**
 * Opens a live channel for this tab. Of all tabs of a browser one keeps the stream and tells the others what it hears: over HTTP/1.1 a
 * browser has six connections to a server, and each stream takes one. Whoever keeps it holds a Web Lock; when that tab goes, the next one
 * takes over from what it knows. Where pages have no locks (plain http), each tab keeps its own. Answers the way to close it.
 */
export function openShared(channel: string, handlers: Handlers): () => void {
  if (!navigator.locks) return keepStream(channel, handlers, () => undefined);
  const wire = new BroadcastChannel(`fairlead ${channel}`);
  const tell = (said: Said) => wire.postMessage(said);
  const abort = new AbortController();
  let closeStream: (() => void) | null = null;
  let release = () => {};
  let beat: string | null = null;

  wire.onmessage = ({ data: said }: MessageEvent<Said>) => {
    if (closeStream) {
      if (said.kind === 'hello') tell({ kind: 'position', id: handlers.after(), beat });
      return;
    }
    if (said.kind === 'message') handlers.onMessage(said.message);
    else if (said.kind === 'lost') handlers.onLost();
    else if (said.kind === 'position') {
      if (said.beat) handlers.onMessage({ event: 'beat', data: said.beat, id: '' });
      if (Number(said.id ?? -1) > Number(handlers.after() ?? -1)) handlers.onBehind();
    }
  };
  const keep = () =>
    new Promise<void>((resolve) => {
      release = resolve;
      closeStream = keepStream(channel, handlers, (said) => {
        if (said.kind === 'message' && said.message.event === 'beat') beat = said.message.data;
        tell(said);
      });
    });
  navigator.locks.request(`fairlead ${channel}`, { signal: abort.signal }, keep).catch(() => undefined);
  tell({ kind: 'hello' });
  return () => {
    if (closeStream) tell({ kind: 'lost' });
    closeStream?.();
    abort.abort();
    release();
    wire.close();
  };
}

function keepStream(channel: string, handlers: Handlers, tell: (said: Said) => void): () => void {
  const after = handlers.after();
  const stream = new EventSource(`/api/live/${encodeURIComponent(channel)}${after === null ? '' : `?after=${after}`}`);
  stream.onopen = handlers.onOpen;
  stream.onerror = handlers.onError;
  for (const name of handlers.names)
    stream.addEventListener(name, ({ data, lastEventId }) => {
      const message = { event: name, data: String(data), id: lastEventId };
      handlers.onMessage(message);
      // Whoever keeps the stream begins it anew then, and says so when it closes this one.
      if (name !== 'bye') tell({ kind: 'message', message });
    });
  return () => stream.close();
}
