import { monotonicMs } from '@/lib/core/time';

export type StreamEvent = { id: number | null; event: string; data: unknown; atMs: number };

export type Listener = {
  events: StreamEvent[];
  /** `retry:` as last told, in milliseconds. */
  retryMs: () => number | null;
  /** The first event that `wanted` holds for, past or to come; throws after `limitMs`. */
  find: (wanted: (event: StreamEvent) => boolean, limitMs: number) => Promise<StreamEvent>;
  /** When the server closed it. */
  ended: Promise<number>;
  close: () => void;
};

/** Listens to server-sent events as a browser would, and notes when each came. */
export async function listen(url: string, headers: Record<string, string>): Promise<Listener> {
  const abort = new AbortController();
  const answer = await fetch(url, { headers, signal: abort.signal });
  const { body } = answer;
  if (answer.status !== 200 || !body) throw new Error(`${url} answered ${answer.status}`);
  const events: StreamEvent[] = [];
  let retry: number | null = null;
  let wake = () => {};
  let rest = '';
  const take = (block: string) => {
    const fields = new Map(
      block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
    );
    if (fields.has('retry')) retry = Number(fields.get('retry'));
    const id = fields.get('id');
    events.push({
      id: id === undefined ? null : Number(id),
      event: fields.get('event') ?? 'message',
      data: JSON.parse(fields.get('data') ?? 'null'),
      atMs: monotonicMs(),
    });
    wake();
  };
  const ended = (async () => {
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        blocks.forEach(take);
      }
    } catch {
      // Closed by us, or cut off.
    }
    return monotonicMs();
  })();
  const find: Listener['find'] = async (wanted, limitMs) => {
    const deadline = monotonicMs() + limitMs;
    for (;;) {
      const found = events.find(wanted);
      if (found) return found;
      const left = deadline - monotonicMs();
      if (left <= 0) throw new Error(`no such event within ${limitMs} ms, but ${JSON.stringify(events)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  return { events, retryMs: () => retry, find, ended, close: () => abort.abort() };
}
