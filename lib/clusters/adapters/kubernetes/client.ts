import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { z } from 'zod';
import { OutgoingError, pinnedTo, resolveOutgoing } from '@/lib/server/outgoing';
import { AdapterError } from '../../adapter';
import { makeCall } from '../../adapter/call';
import type { ConnectionOf } from '../../schema';
import { type Access, accessOf } from './connection';
import { errorOf, statusError } from './errors';

/** Calls of one Kubernetes API server. Each ends after 10 s or with `signal`; what fails is an AdapterError. */
export type KubernetesClient = {
  get: (path: string, signal: AbortSignal) => Promise<unknown>;
  /** All items of a list, in pages of 500, until `most`. INVALID when an item is not of `shape`. */
  list: <T>(path: string, shape: z.ZodType<T>, signal: AbortSignal, most?: number) => Promise<T[]>;
  post: (path: string, body: unknown, signal: AbortSignal) => Promise<unknown>;
  jsonPatch: (path: string, operations: PatchOperation[], signal: AbortSignal) => Promise<unknown>;
  /** Events of a watch, until the server ends it. Only its beginning has the 10 s. */
  watch: (path: string, signal: AbortSignal) => AsyncIterable<unknown>;
};

export type PatchOperation = { op: 'test' | 'replace' | 'add'; path: string; value: unknown };

const clusterPorts = [443, 6443];
const pageSize = 500;
const mostReadBytes = 64 * 1024 * 1024;
const mostEventBytes = 4 * 1024 * 1024;
// A socket that was not used for so long is closed, so that a call never begins on one that the server has given up.
const idleMs = 5_000;

type Call = { method: string; path: string; body?: unknown; type?: string };
type Connected = { access: Access; agent: https.Agent };

/** A client that reads the credentials at its first call, and keeps connections only while calls follow each other. */
export function kubernetesClient(connection: ConnectionOf<'kubernetes'>): KubernetesClient {
  let connecting: Promise<Connected> | undefined;

  async function connect(): Promise<Connected> {
    const access = await accessOf(connection);
    const { url, isTyped } = access;
    const port = Number(url.port || 443);
    const lookup = isTyped ? { lookup: pinnedTo(await resolveOutgoing(url.hostname, port, clusterPorts)) } : {};
    const { headers: _headers, ...tls } = access.secured;
    return { access, agent: new https.Agent({ ...tls, ...lookup, keepAlive: true, timeout: idleMs }) };
  }

  /** Sends a call; resolves with the head of the answer. */
  async function open({ method, path, body, type }: Call, signal: AbortSignal): Promise<IncomingMessage> {
    connecting ??= connect();
    connecting.catch(() => {
      connecting = undefined;
    });
    const { access, agent } = await connecting;
    if (signal.aborted) throw signal.reason;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      'user-agent': 'fairlead',
      ...access.secured.headers,
      ...(text === undefined ? {} : { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) }),
    };
    const base = access.url.pathname.replace(/\/$/, '');
    return new Promise((resolve, reject) => {
      const request = https.request(new URL(base + path, access.url), { method, agent, signal, headers });
      request.on('response', resolve);
      request.on('error', reject);
      request.end(text);
    });
  }

  const send = (call: Call, signal: AbortSignal): Promise<unknown> =>
    makeCall(
      signal,
      async (ends) => {
        const response = await open(call, ends);
        const text = await textOf(response);
        const status = response.statusCode ?? 0;
        if (status < 200 || status > 299) throw statusError(status, text);
        return parsed(text);
      },
      errorOf,
    );

  const get = (path: string, signal: AbortSignal) => send({ method: 'GET', path }, signal);
  return {
    get,
    list: async <T>(path: string, shape: z.ZodType<T>, signal: AbortSignal, most = Number.POSITIVE_INFINITY) => {
      const items: T[] = [];
      const joint = path.includes('?') ? '&' : '?';
      for (let from = ''; ; ) {
        const page = listShape(await get(`${path}${joint}limit=${pageSize}${from}`, signal));
        for (const item of page.items) items.push(shaped(shape, item));
        if (!page.next || items.length >= most) return items.slice(0, most);
        from = `&continue=${encodeURIComponent(page.next)}`;
      }
    },
    post: (path, body, signal) => send({ method: 'POST', path, body, type: 'application/json' }, signal),
    jsonPatch: (path, body, signal) =>
      send({ method: 'PATCH', path, body, type: 'application/json-patch+json' }, signal),
    watch: async function* (path, signal) {
      const leaving = new AbortController();
      const lasts = AbortSignal.any([signal, leaving.signal]);
      const begin = async () => {
        const response = await open({ method: 'GET', path }, lasts);
        if (response.statusCode === 200) return response;
        throw statusError(response.statusCode ?? 0, await textOf(response));
      };
      try {
        yield* eventsOf(await makeCall(signal, begin, errorOf));
      } catch (error) {
        if (signal.aborted) throw new AdapterError('TIMEOUT', 'The time for watching the cluster is over.');
        throw errorOf(error);
      } finally {
        leaving.abort();
      }
    },
  };
}

/** What was read, when it has the parts that are needed; UNREACHABLE else, for it is not what an API server answers. */
export function shaped<T>(shape: z.ZodType<T>, value: unknown): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new AdapterError('UNREACHABLE', `The cluster answered with an object that lacks ${where || 'its content'}.`);
}

function listShape(value: unknown): { items: unknown[]; next: string | null } {
  const page = value as { items?: unknown; metadata?: { continue?: unknown } } | null;
  if (!Array.isArray(page?.items)) throw new AdapterError('UNREACHABLE', 'The cluster answered with no list.');
  return { items: page.items, next: typeof page.metadata?.continue === 'string' ? page.metadata.continue : null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AdapterError('UNREACHABLE', 'The cluster answered with what is no JSON.');
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    size += (part as Buffer).length;
    if (size > mostReadBytes) throw new OutgoingError('The answer is too large.', 'unreachable');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function* eventsOf(response: IncomingMessage): AsyncIterable<unknown> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > mostEventBytes) throw new OutgoingError('An event is too large.', 'unreachable');
    for (const line of lines) if (line.trim()) yield parsed(line);
  }
}
