import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { loadYaml } from '@kubernetes/client-node';
import {
  type Answer,
  expired,
  forbidden,
  noSuchPath,
  serverError,
  tooMany,
  unauthorized,
  unknownFormat,
} from './answers';
import { type Authority, makeAuthority } from './certificate';
import { type FakeClock, makeClock } from './clock';
import { type Controller, startController } from './controller';
import { type Fault, type Faults, makeFaults } from './faults';
import { type Account, answer, type Call, type Mutation, verbOf } from './handlers';
import { type Kubelet, makeKubelet } from './kubelet';
import { discovery, routeOf } from './routes';
import { type FakeStore, makeStore, type WatchEvent } from './store';

export type FakeKubernetes = {
  url: string;
  authority: Authority;
  clock: FakeClock;
  store: FakeStore;
  kubelet: Kubelet;
  controller: Controller;
  faults: Faults;
  /** By token. 'admin-token' may do everything. */
  accounts: Map<string, Account>;
  /** Changes that were made through the API, of whatever client; dry runs and refusals are none. */
  mutations: Mutation[];
  /** Method and path of every call. */
  calls: string[];
  /** Ends all open watches, as a server does after some time. */
  endWatches: () => void;
  openWatches: () => number;
  close: () => Promise<void>;
};

/**
 * A Kubernetes API server with its controllers on loopback, over TLS, faithful to what release control guide 3.3 measured of 1.36.2.
 * `speed`: how fast its clock runs from `startMs` on; 0: only by `clock.advance`. `stopMs`: how long a pod takes to end.
 */
export async function startFakeKubernetes({
  speed = 50,
  stopMs = 30,
  startMs = Date.now(),
} = {}): Promise<FakeKubernetes> {
  const clock = makeClock(speed, startMs);
  const store = makeStore(clock);
  const kubelet = makeKubelet(store, clock, stopMs);
  const controller = startController(store, clock, kubelet);
  const faults = makeFaults();
  const accounts = new Map<string, Account>([['admin-token', { name: 'admin', may: () => true }]]);
  const mutations: Mutation[] = [];
  const calls: string[] = [];
  /** By what ends each. */
  const watches = new Map<http.ServerResponse, () => void>();
  const authority = makeAuthority('Fake Kubernetes');
  const server = https.createServer(
    {
      ...authority.issue('kubernetes', ['127.0.0.1', 'localhost', 'kubernetes.default.svc']),
      ca: authority.ca,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => handle(request, response, Buffer.concat(parts).toString()));
    },
  );

  function accountOf(request: http.IncomingMessage): Account | undefined {
    const socket = request.socket as TLSSocket;
    const certificate = socket.getPeerCertificate();
    // A client certificate of the cluster's own authority names its user; any other is none.
    if (socket.authorized && certificate?.subject?.CN) return accounts.get(`certificate:${certificate.subject.CN}`);
    return accounts.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  }

  function handle(request: http.IncomingMessage, response: http.ServerResponse, text: string): void {
    const url = new URL(request.url ?? '/', 'https://fake');
    const method = request.method ?? 'GET';
    calls.push(`${method} ${url.pathname}${url.search}`);
    const fault = faults.take(method, url.pathname + url.search);
    if (fault === 'too-many') return void send(response, tooMany());
    if (fault === 'reset-before') return void request.socket.destroy();
    if (fault === 'redirect')
      return void send(response, { code: 302, body: '', headers: { location: 'https://127.0.0.1:1/' } });
    const account = accountOf(request);
    if (!account) return void send(response, unauthorized());
    const known = method === 'GET' ? discovery(url.pathname) : null;
    if (known) return void send(response, { code: 200, body: known }, fault);
    const route = routeOf(url.pathname);
    if (!route) return void send(response, noSuchPath());
    const body = bodyOf(text, request.headers['content-type'] ?? '');
    if (body === undefined) return void send(response, unknownFormat());
    const call: Call = {
      method,
      route,
      query: url.searchParams,
      type: (request.headers['content-type'] ?? '').split(';')[0] ?? '',
      body,
      account,
      agent: (request.headers['user-agent'] ?? '').split('/')[0] ?? '',
    };
    if (verbOf(call) === 'watch') return void watch(call, response);
    send(
      response,
      answer(store, clock, call, (mutation) => mutations.push(mutation)),
      fault,
    );
  }

  function watch({ route, query, account }: Call, response: http.ServerResponse): void {
    if (!account.may('watch', route.resource, route.namespace))
      return void send(response, forbidden(account.name, 'watch', route, route.namespace, route.name));
    const wanted = /^metadata\.name=(.*)$/.exec(query.get('fieldSelector') ?? '')?.[1];
    const from = Number(query.get('resourceVersion') ?? store.version());
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const tell = (event: unknown) => void response.write(`${JSON.stringify(event)}\n`);
    const forward = ({ type, resource, object }: WatchEvent) => {
      const { namespace, name } = object.metadata;
      const isWanted =
        resource === route.resource &&
        (!route.namespace || namespace === route.namespace) &&
        (wanted === undefined || name === wanted);
      if (isWanted) tell({ type, object });
    };
    const missed = store.since(from);
    if (!missed) {
      tell(expired(from, store.version()));
      return void response.end();
    }
    missed.forEach(forward);
    const stop = store.listen(forward);
    watches.set(response, () => {
      stop();
      response.end();
    });
    response.on('close', () => {
      stop();
      watches.delete(response);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority,
    clock,
    store,
    kubelet,
    controller,
    faults,
    accounts,
    mutations,
    calls,
    openWatches: () => watches.size,
    endWatches: () => {
      for (const end of [...watches.values()]) end();
    },
    close: () => {
      clock.stop();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Undefined for what is neither JSON nor YAML, such as protobuf. */
function bodyOf(text: string, type: string): unknown {
  if (text === '') return null;
  try {
    return type.includes('yaml') ? loadYaml(text) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: http.ServerResponse, { code, body, headers }: Answer, fault: Fault | null = null): void {
  if (fault === 'hang') return;
  if (fault === 'reset') return void response.socket?.destroy();
  if (fault === 'error-500') return void send(response, serverError());
  const text = fault === 'bad-json' ? '{"kind":"Deployment",' : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': String(length), ...headers });
  if (fault !== 'half') return void response.end(text);
  response.write(text.slice(0, Math.floor(length / 2)));
  setTimeout(() => response.socket?.destroy(), 20);
}
