import { randomUUID } from 'node:crypto';
import dc from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { operations } from '@/lib/api/registry';
import { MethodNotAllowedError } from '@/lib/core/errors';
import { problemParts } from '@/lib/server/problem';

// A Request of these cannot be made (Fetch standard): Next.js would answer 500.
const forbiddenMethods = ['TRACE', 'TRACK', 'CONNECT'];

/**
 * What every answer has, whoever makes it: a page, a handler, a file of the build, or Next.js by itself (reliability-security §14).
 * Nobody else sees them all, and whether PUBLIC_URL is https is not known before the program runs.
 */
export function finishAnswers(publicUrl: string): void {
  const headers = securityHeaders(publicUrl);
  dc.subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    for (const [name, value] of headers) response.setHeader(name, value);
    if (forbiddenMethods.includes(request.method ?? '')) request.method = 'UNKNOWN';
    nameMethods(request, response);
  });
}

/** Headers of every answer; the content security policy is that of each page (proxy.ts). */
export function securityHeaders(publicUrl: string): [name: string, value: string][] {
  const transport = ['strict-transport-security', 'max-age=31536000; includeSubDomains'] as [string, string];
  return [
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'strict-origin-when-cross-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['x-frame-options', 'DENY'],
    ['permissions-policy', 'camera=(), microphone=(), geolocation=()'],
    ...(publicUrl.startsWith('https:') ? [transport] : []),
  ];
}

/** A method that an address does not take is refused by Next.js with an empty answer: it says which ones there are. */
function nameMethods(request: IncomingMessage, response: ServerResponse): void {
  const allowed = methodsOf(request.url ?? '');
  if (!allowed) return;
  const isRefusal = (status: number) => status === 400 || status === 405;
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  let text: string | undefined;
  // Next.js sends the head first, then nothing.
  response.writeHead = ((status: number, ...given: unknown[]) => {
    const isKnown = response.hasHeader('content-type') || allowed.includes(request.method ?? '');
    if (!isRefusal(status) || isKnown) return writeHead(status, ...given);
    const problem = problemParts(new MethodNotAllowedError(allowed), randomUUID());
    text = problem.text;
    for (const [name, value] of problem.headers) response.setHeader(name, value);
    response.statusMessage = 'Method Not Allowed';
    return writeHead(problem.status);
  }) as typeof response.writeHead;
  response.end = ((...given: unknown[]) => {
    if (isRefusal(response.statusCode) && !response.headersSent) response.writeHead(response.statusCode);
    return text === undefined ? end(...given) : end(text);
  }) as typeof response.end;
}

const addresses = [...new Set(operations.map(({ path }) => path))].map((path) => {
  const methods: string[] = operations.filter((each) => each.path === path).map(({ method }) => method);
  const pattern = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  const implied = methods.includes('GET') ? ['HEAD', 'OPTIONS'] : ['OPTIONS'];
  return { pattern: new RegExp(`^${pattern}/?$`), methods: [...methods, ...implied] };
});

/** The methods that an address of the API takes; null when it is none. */
export function methodsOf(url: string): readonly string[] | null {
  const path = url.split('?')[0] ?? '';
  return addresses.find(({ pattern }) => pattern.test(path))?.methods ?? null;
}
