import { randomUUID } from 'node:crypto';
import type { FakeClock } from './clock';
import type { Deployment, Kubernetes, Metadata, Pod, ReplicaSet } from './objects';

export type Resources = {
  deployments: Deployment;
  replicasets: ReplicaSet;
  pods: Pod;
  horizontalpodautoscalers: Kubernetes;
  namespaces: Kubernetes;
};
export type Resource = keyof Resources;
export type WatchEvent = {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: Kubernetes;
};
type New<T> = Omit<T, 'metadata'> & { metadata: Partial<Metadata> & { name: string } };

/** What etcd is to an API server: objects, one counter of versions over all of them, and the events between two versions. */
export type FakeStore = {
  all: <R extends Resource>(resource: R, namespace?: string | null) => Resources[R][];
  get: <R extends Resource>(resource: R, namespace: string, name: string) => Resources[R] | undefined;
  create: <R extends Resource>(resource: R, object: New<Resources[R]>) => Resources[R];
  /** Stores a changed copy under a new version; the same content stays as it is. */
  update: <R extends Resource>(resource: R, object: Resources[R]) => Resources[R];
  remove: (resource: Resource, object: Kubernetes) => void;
  version: () => number;
  /** Forgets events up to now: a watch from an earlier version is told 410. */
  compact: () => void;
  /** Events after `version`, or null when they were forgotten. */
  since: (version: number) => WatchEvent[] | null;
  listen: (listener: (event: WatchEvent) => void) => () => void;
};

export function makeStore(clock: FakeClock): FakeStore {
  const objects = new Map<string, Kubernetes>();
  const listeners = new Set<(event: WatchEvent) => void>();
  let events: WatchEvent[] = [];
  let version = 1000;
  let oldest = version;
  const keyOf = (resource: Resource, namespace: string | undefined, name: string) =>
    `${resource}/${namespace ?? ''}/${name}`;
  const tell = (type: WatchEvent['type'], resource: Resource, object: Kubernetes) => {
    const event = { version, type, resource, object };
    events.push(event);
    for (const listener of [...listeners]) listener(event);
  };
  // The map holds each resource under its own name only.
  const typed = <R extends Resource>(object: Kubernetes) => object as Resources[R];
  return {
    all: <R extends Resource>(resource: R, namespace?: string | null) =>
      [...objects]
        .filter(([key]) => key.startsWith(`${resource}/${namespace ? `${namespace}/` : ''}`))
        .map(([, object]) => typed<R>(object)),
    get: <R extends Resource>(resource: R, namespace: string, name: string) => {
      const found = objects.get(keyOf(resource, namespace, name));
      return found && typed<R>(found);
    },
    create: <R extends Resource>(resource: R, object: New<Resources[R]>) => {
      version += 1;
      const metadata = {
        ...object.metadata,
        uid: randomUUID(),
        resourceVersion: String(version),
        creationTimestamp: clock.stamp(),
      };
      const created = typed<R>({ ...object, metadata });
      objects.set(keyOf(resource, metadata.namespace, metadata.name), created);
      tell('ADDED', resource, created);
      return created;
    },
    update: (resource, object) => {
      const key = keyOf(resource, object.metadata.namespace, object.metadata.name);
      const before = objects.get(key);
      if (!before || JSON.stringify(before) === JSON.stringify(object)) return object;
      version += 1;
      const updated = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
      objects.set(key, updated);
      tell('MODIFIED', resource, updated);
      return updated;
    },
    remove: (resource, { metadata: { namespace, name } }) => {
      const found = objects.get(keyOf(resource, namespace, name));
      if (!found) return;
      version += 1;
      objects.delete(keyOf(resource, namespace, name));
      tell('DELETED', resource, { ...found, metadata: { ...found.metadata, resourceVersion: String(version) } });
    },
    version: () => version,
    compact: () => {
      events = [];
      oldest = version;
    },
    since: (from) => (from < oldest ? null : events.filter((event) => event.version > from)),
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
