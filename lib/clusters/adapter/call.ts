import { AdapterError } from '../adapter';

/** A time-out of one call is the cluster's silence, not its refusal (release control guide, 2.2). */
export const callMs = 10_000;

/**
 * Makes one call to a cluster, which ends after 10 s or with the caller's signal: TIMEOUT then, even when the client never lets go of
 * its promise. Anything else that it throws becomes what `named` makes of it; an AdapterError stays as it is.
 */
export async function makeCall<T>(
  signal: AbortSignal,
  work: (ends: AbortSignal) => Promise<T>,
  named: (error: unknown) => AdapterError,
): Promise<T> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
  const late = () => new AdapterError('TIMEOUT', 'The cluster did not answer in time.');
  if (ends.aborted) throw late();
  let stop = () => {};
  const ended = new Promise<never>((_resolve, reject) => {
    stop = () => reject(late());
    ends.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(ends), ended]);
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    throw ends.aborted ? late() : named(error);
  } finally {
    ends.removeEventListener('abort', stop);
  }
}

const longest = 300;

/** What a cluster said, fit to be shown: one line, short, and without what stands after an equals sign or before an at sign. */
export function shown(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/=("[^"]*"|\S+)/g, '=…')
    .replace(/\/\/[^/\s@]*@/g, '//…@')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Waits, or rejects with TIMEOUT when the caller's signal ends first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new AdapterError('TIMEOUT', 'The time for watching the cluster is over.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
