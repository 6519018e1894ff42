import { stripVTControlCharacters } from 'node:util';
import { logger, redact } from '@/lib/core/log';

const store = globalThis as typeof globalThis & { fairleadLoggedErrors?: WeakSet<object> };

/** Errors that are on record; each is told once. */
function logged(): WeakSet<object> {
  store.fairleadLoggedErrors ??= new WeakSet();
  return store.fairleadLoggedErrors;
}

export type FailedRequest = { path: string; method: string; routePath: string; routeType: string };

/** An error that a page, an action or a handler let through, with the request that it belongs to. */
export function logRequestError(error: unknown, { path, ...request }: FailedRequest): void {
  if (error instanceof Error) {
    if (logged().has(error)) return;
    logged().add(error);
  }
  const digest = error instanceof Error && 'digest' in error ? { digest: error.digest } : {};
  // Without the query: what people search for is nobody's business.
  logger.error({ err: error, ...request, path: path.split('?')[0], ...digest }, 'a request failed');
}

/**
 * Next.js writes errors to the console as objects of many lines, with all that a database error carries. From now on whatever is
 * written there as an error or a warning is a line of the log, redacted like any other.
 */
export function logConsole(target: Pick<Console, 'error' | 'warn'> = console): void {
  for (const level of ['error', 'warn'] as const) {
    target[level] = (...given: unknown[]) => {
      const error = given.find((each) => each instanceof Error);
      const words = given.filter((each): each is string => typeof each === 'string').map(stripVTControlCharacters);
      const message = redact(words.join(' ').trim()) || 'the framework reports';
      if (!error) return logger[level](message);
      // A moment later: of most errors the framework tells next which request they belong to.
      setImmediate(() => {
        if (logged().has(error)) return;
        logged().add(error);
        logger[level]({ err: error }, message);
      });
    };
  }
}
