import dc from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/**
 * A path whose percent signs are no UTF-8 (`/deployments/%ff`) makes Next.js answer 500 before any handler of ours sees it. It is
 * taken literally instead, as the name of something that does not exist: a 404 like any other.
 */
export function takeOddPathsLiterally(): void {
  dc.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.url = literalUrl(request.url ?? '/');
  });
}

/** The same URL when its path can be decoded, else one whose path is this text. */
export function literalUrl(url: string): string {
  if (!url.includes('%')) return url;
  const [path = '', ...query] = url.split('?');
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}
