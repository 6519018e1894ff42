import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import Docker from 'dockerode';
import type { z } from 'zod';
import { OutgoingError, pinnedTo, requireListedSocket, resolveOutgoing } from '@/lib/server/outgoing';
import { AdapterError, type AdapterErrorCode } from '../../adapter';
import { callMs, makeCall, shown } from '../../adapter/call';
import type { ConnectionOf } from '../../schema';

/** The port that engines serve TLS at by convention. */
const tlsPorts = [2376, 443];
const invalid = (message: string) => new AdapterError('INVALID', message);

/**
 * One call to the engine, checked against `shape`: a connection of its own to an address that was checked, 10 s at most. Rejects with
 * an AdapterError only.
 */
export async function askEngine<T>(
  connection: ConnectionOf<'docker-swarm'>,
  signal: AbortSignal,
  call: (docker: Docker, abortSignal: AbortSignal) => Promise<unknown>,
  shape: z.ZodType<T>,
): Promise<T> {
  return makeCall(
    signal,
    async (ends) => {
      const answer = shape.safeParse(await call(await connect(connection), ends));
      // The client hands out bytes where it could not read JSON.
      if (!answer.success) throw new AdapterError('UNREACHABLE', 'The answer is not one of a Docker engine.');
      return answer.data;
    },
    nameFailure,
  );
}

async function connect({ endpoint, tls }: ConnectionOf<'docker-swarm'>): Promise<Docker> {
  const url = URL.parse(endpoint);
  if (url?.protocol === 'unix:' && url.host === '') return atSocket(url.pathname);
  if (!url || !['tcp:', 'https:'].includes(url.protocol) || url.username || url.password) {
    throw invalid('Use an endpoint such as tcp://engine.example:2376 or unix:///var/run/docker.sock.');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!tls && !isLoopback(host)) {
    throw invalid('Give certificates: an engine on another host is called over TLS only.');
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 2376));
  const target = await resolveOutgoing(host, port, tlsPorts);
  const lookup = pinnedTo(target);
  const agent = tls ? new https.Agent({ lookup }) : new http.Agent({ lookup });
  const protocol = tls ? 'https' : 'http';
  return client({ host: `${protocol}://${url.hostname}`, port, protocol, agent, ...tls });
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (net.isIPv4(host) && /^127\./.test(host));

function atSocket(path: string): Docker {
  requireListedSocket(path);
  return client({ socketPath: path, protocol: 'http', agent: new http.Agent() });
}

/** Every option is given, because the client would take those that are not from DOCKER_HOST and its kin. */
function client(options: Docker.DockerOptions & { agent: http.Agent }): Docker {
  const unset = {
    host: undefined,
    port: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    timeout: callMs,
  };
  stayAtAddress(options.agent);
  return new Docker(Object.assign(unset, options));
}

/** The client follows redirects to wherever they point; without its location, an answer is just an unexpected one. */
function stayAtAddress(agent: http.Agent): void {
  const hooked = agent as http.Agent & { addRequest(request: http.ClientRequest, ...rest: unknown[]): void };
  const add = hooked.addRequest;
  hooked.addRequest = function addRequest(request, ...rest) {
    request.prependListener('response', ({ headers }) => {
      delete headers.location;
    });
    return add.call(this, request, ...rest);
  };
}

/** Codes by the status of the answer; the engine's own word decides where it uses one status for several things. */
const codes: Record<number, AdapterErrorCode> = {
  400: 'INVALID',
  401: 'FORBIDDEN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'RATE_LIMITED',
  501: 'UNSUPPORTED',
};

/** The engine tells these only in words (release control guide, 6.2). */
const spoken: { words: RegExp; code: AdapterErrorCode; message: string }[] = [
  { words: /update out of sequence/, code: 'CONFLICT', message: 'The service was changed in the meantime.' },
  {
    words: /does not have a previous spec/,
    code: 'NO_PREVIOUS',
    message: 'The engine keeps no earlier version of this service.',
  },
];

function nameFailure(error: unknown): AdapterError {
  if (error instanceof OutgoingError) {
    const code = { refused: 'FORBIDDEN', unreachable: 'UNREACHABLE', timeout: 'TIMEOUT' } as const;
    return new AdapterError(code[error.reason], error.message);
  }
  const { statusCode, json, code } = Object(error) as { statusCode?: number; json?: unknown; code?: unknown };
  if (statusCode === undefined) {
    const why = typeof code === 'string' ? code : 'it broke off';
    return new AdapterError('UNREACHABLE', `No connection to the engine: ${why}.`);
  }
  const { message } = Object(json) as { message?: unknown };
  const words = typeof message === 'string' ? message : '';
  const known = spoken.find((each) => each.words.test(words));
  if (known) return new AdapterError(known.code, known.message, statusCode);
  const said = words ? `: ${shown(words)}` : '.';
  return new AdapterError(
    codes[statusCode] ?? 'UNREACHABLE',
    `The engine answered with status ${statusCode}${said}`,
    statusCode,
  );
}
