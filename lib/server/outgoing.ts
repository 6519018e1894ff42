import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { env } from '@/lib/config/env';
import { isAllowedHost, isPublicAddress } from '@/lib/core/addresses';

/**
 * The one way to call an address that somebody typed in (reliability-security §13). A name is resolved once and its address checked
 * before the socket is opened to just that address, so that a second answer of the resolver cannot lead elsewhere. Redirects are not
 * followed.
 */

/** Why a call was not made, or got no answer. The text is for people and names no address that the resolver gave. */
export class OutgoingError extends Error {
  constructor(
    message: string,
    readonly reason: 'refused' | 'unreachable' | 'timeout',
  ) {
    super(message);
  }
}

export type OutgoingAnswer = { status: number; headers: http.IncomingHttpHeaders; text: string };

const mostReadBytes = 64 * 1024;
const httpPorts = [80, 443];

/**
 * An address of `host` that may be called at `port`: a public one, unless FAIRLEAD_OUTGOING_HOSTS lists the host. Every address of a
 * name must be fine, so that none is a matter of luck.
 */
export async function resolveOutgoing(
  host: string,
  port: number,
  publicPorts: number[],
): Promise<{ address: string; family: number }> {
  const name = host.replace(/^\[|\]$/g, '');
  const { FAIRLEAD_OUTGOING_HOSTS: listed } = env();
  const isListed = isAllowedHost(listed, name, port);
  if (!isListed && !publicPorts.includes(port))
    throw new OutgoingError(`Port ${port} is not called unless FAIRLEAD_OUTGOING_HOSTS lists this host.`, 'refused');
  const found = net.isIP(name)
    ? [{ address: name, family: net.isIP(name) }]
    : await lookup(name, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new OutgoingError(`The name ${name} was not found.`, 'unreachable');
  const isFine = ({ address }: { address: string }) =>
    isListed || isPublicAddress(address) || isAllowedHost(listed, address, port);
  if (!found.every(isFine)) {
    const message = `${name} is not a public address. An operator can allow it with FAIRLEAD_OUTGOING_HOSTS.`;
    throw new OutgoingError(message, 'refused');
  }
  return first;
}

/**
 * The `lookup` of a socket that goes to the address that was checked, whatever the resolver says by then. The name stays for the
 * certificate and the Host header.
 */
export function pinnedTo(target: { address: string; family: number }): net.LookupFunction {
  return (_host, options, done) =>
    options.all
      ? (done as (error: null, found: (typeof target)[]) => void)(null, [target])
      : done(null, target.address, target.family);
}

/** Refuses a socket that FAIRLEAD_DOCKER_SOCKETS does not list: whoever may write to an engine's socket is root on its host. */
export function requireListedSocket(path: string): void {
  if (env().FAIRLEAD_DOCKER_SOCKETS.includes(path)) return;
  throw new OutgoingError('This socket is not used unless an operator lists it in FAIRLEAD_DOCKER_SOCKETS.', 'refused');
}

/** Says what is wrong with a URL that is to be called; null when nothing is. Resolves nothing. */
export function outgoingUrlProblem(text: string): string | null {
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol)) return 'Use a complete URL that starts with https://.';
  if (url.username || url.password) return 'Leave user and password out of the URL.';
  return null;
}

/** POSTs JSON within `deadlineMs`, all of it: name, connection, answer. Reads at most 64 KB of the answer. */
export async function postJson(
  address: string,
  body: string,
  { headers = {}, deadlineMs }: { headers?: Record<string, string>; deadlineMs: number },
): Promise<OutgoingAnswer> {
  const problem = outgoingUrlProblem(address);
  if (problem) throw new OutgoingError(problem, 'refused');
  const url = new URL(address);
  const signal = AbortSignal.timeout(deadlineMs);
  const late = () => new OutgoingError(`No answer within ${deadlineMs / 1000} s.`, 'timeout');
  const ended = new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(late())));
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const target = await Promise.race([resolveOutgoing(url.hostname, port, httpPorts), ended]);
  return Promise.race([send(url, target, body, headers, signal), ended]);
}

function send(
  url: URL,
  target: { address: string; family: number },
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<OutgoingAnswer> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const request = client.request(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        lookup: pinnedTo(target),
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'Fairlead',
          ...headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        const finish = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          });
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= mostReadBytes) return void parts.push(part);
          // What it says beyond that is of no interest; its status is known.
          finish();
          request.destroy();
        });
        response.on('end', finish);
        response.on('error', () => finish());
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) =>
      reject(new OutgoingError(`No connection: ${error.code ?? 'it broke off'}.`, 'unreachable')),
    );
    request.end(body);
  });
}
