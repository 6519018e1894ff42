import { type Answer, forbidden, noSuchPath, notFound, unknownFormat } from './answers';
import type { FakeClock } from './clock';
import { type Change, changed, withDefaults, withManager } from './deployments';
import { type Deployment, type Kubernetes, selects } from './objects';
import { listKind, type Route } from './routes';
import type { FakeStore, Resource } from './store';

/** Whom a token belongs to, and what that account may do. */
export type Account = { name: string; may: (verb: string, resource: string, namespace: string | null) => boolean };
export type Mutation = { manager: string; account: string; path: string };
export type Call = {
  method: string;
  route: Route;
  query: URLSearchParams;
  type: string;
  /** Parsed, where there was one. */
  body: unknown;
  account: Account;
  /** Name of the client, as managedFields has it when it names no field manager. */
  agent: string;
};

const verbs: Record<string, string> = { POST: 'create', PATCH: 'patch', PUT: 'update', DELETE: 'delete' };

/** The verb that role-based access knows a call by. */
export function verbOf({ method, route, query }: Pick<Call, 'method' | 'route' | 'query'>): string {
  if (query.get('watch') === 'true' || query.get('watch') === '1') return 'watch';
  if (method !== 'GET') return verbs[method] ?? method.toLowerCase();
  return route.name ? 'get' : 'list';
}

/** Answers a call that is no watch. Every change that is not a dry run is told to `note`. */
export function answer(store: FakeStore, clock: FakeClock, call: Call, note: (mutation: Mutation) => void): Answer {
  const { route, account, query, method } = call;
  const { resource, namespace, name } = route;
  const verb = verbOf(call);
  if (resource === 'selfsubjectaccessreviews') return review(call);
  if (!account.may(verb, resource, namespace)) return forbidden(account.name, verb, route, namespace, name);
  if (method === 'POST') return create(store, clock, call, note);
  if (!name) return list(store, resource, namespace, query);
  const found = store.get(resource, namespace ?? '', name);
  if (!found) return notFound(route, name);
  if (method === 'GET') return { code: 200, body: found };
  const path = `/${namespace}/${name}`;
  if (method === 'DELETE') {
    store.remove(resource, found);
    note({ manager: call.agent, account: account.name, path });
    return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } };
  }
  if (resource !== 'deployments') return noSuchPath();
  if (method === 'PATCH' && call.type === 'application/json') return unknownFormat();
  const change: Change = {
    type: call.type,
    body: call.body,
    manager: query.get('fieldManager') ?? call.agent,
    force: query.get('force') === 'true',
  };
  const outcome = changed(found as Deployment, change, clock);
  if ('refusal' in outcome) return outcome.refusal;
  if (query.get('dryRun') === 'All') return { code: 200, body: outcome.after };
  const stored = store.update('deployments', outcome.after);
  if (stored.metadata.resourceVersion !== found.metadata.resourceVersion)
    note({ manager: change.manager, account: account.name, path });
  return { code: 200, body: stored };
}

function create(store: FakeStore, clock: FakeClock, call: Call, note: (mutation: Mutation) => void): Answer {
  const { route, account, query } = call;
  const sent = call.body as Kubernetes;
  const { name } = sent.metadata;
  const metadata = { ...sent.metadata, ...(route.namespace ? { namespace: route.namespace } : {}) };
  const manager = query.get('fieldManager') ?? call.agent;
  note({ manager, account: account.name, path: `/${route.namespace}/${name}` });
  if (route.resource !== 'deployments') {
    const created = store.create(route.resource as 'namespaces', { ...sent, metadata });
    return { code: 201, body: created };
  }
  const complete = withDefaults({ ...sent, metadata } as Deployment);
  const managedFields = withManager([], { manager }, false, true, clock);
  return {
    code: 201,
    body: store.create('deployments', { ...complete, metadata: { ...complete.metadata, managedFields } }),
  };
}

function list(store: FakeStore, resource: Resource, namespace: string | null, query: URLSearchParams): Answer {
  const wanted = /^metadata\.name=(.*)$/.exec(query.get('fieldSelector') ?? '')?.[1];
  const all = store
    .all(resource, namespace)
    .filter(({ metadata }) => selects(query.get('labelSelector'), metadata.labels))
    .filter(({ metadata }) => wanted === undefined || metadata.name === wanted);
  const start = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? 0) || all.length;
  const next = start + limit < all.length ? { continue: String(start + limit) } : {};
  const metadata = { resourceVersion: String(store.version()), ...next };
  // Items of a list carry no kind of their own.
  const items = all.slice(start, start + limit).map(({ kind: _kind, apiVersion: _version, ...item }) => item);
  return { code: 200, body: { ...listKind(resource), metadata, items } };
}

function review({ account, body }: Call): Answer {
  const sent = body as {
    spec: { resourceAttributes: { verb: string; resource: string; subresource?: string; namespace?: string } };
  };
  const { verb, resource, subresource, namespace } = sent.spec.resourceAttributes;
  const allowed = account.may(verb, subresource ? `${resource}/${subresource}` : resource, namespace || null);
  return { code: 201, body: { ...sent, status: { allowed } } };
}
