import { type Listener, listen } from './event-stream';

/** A client of a live channel that opens its stream again whenever it ends, as a browser does. */
export type Follower = {
  /** Numbers of the rows that came, in the order in which they came. */
  seqs: () => number[];
  /** How often the stream had to be opened again. */
  reopened: () => number;
  stop: () => void;
};

const pauseMs = 50;

/**
 * Follows a channel from `after` on. It resumes from the last row that came whole; with `catchUp` false it forgets its place and goes on with
 * whatever comes next, which loses rows.
 */
export function follow(
  address: () => string,
  headers: Record<string, string>,
  { after, catchUp = true }: { after: number; catchUp?: boolean },
): Follower {
  const streams: Listener[] = [];
  let isStopped = false;
  const seqs = () =>
    streams.flatMap(({ events }) => events.flatMap(({ id, event }) => (event === 'row' && id !== null ? [id] : [])));
  void (async () => {
    for (let attempt = 0; !isStopped; attempt += 1) {
      const last = seqs().at(-1) ?? after;
      const resume = attempt === 0 || catchUp ? { 'last-event-id': String(last) } : {};
      try {
        const stream = await listen(address(), { ...headers, ...resume });
        streams.push(stream);
        if (isStopped) stream.close();
        await stream.ended;
      } catch {
        // The server is not there; it is tried again.
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  return {
    seqs,
    reopened: () => Math.max(0, streams.length - 1),
    stop: () => {
      isStopped = true;
      for (const stream of streams) stream.close();
    },
  };
}
