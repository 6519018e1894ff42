import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '@/lib/core/time';
import { AdapterError, type Health, type WorkloadRef } from '../../adapter';
import { type KubernetesClient, shaped } from './client';
import { healthOf, isUnschedulable } from './health';
import { type Deployment, deploymentShape, type Pod, podShape, type ReplicaSet, templateHash } from './objects';
import { tokenOf } from './patch';
import { deploymentsPath, namespaceOf, podsPath } from './paths';
import { currentSet, readDeployment, readSets } from './revisions';

/** How often pods are looked at, and the Deployment itself where it cannot be watched. */
export type Pace = { pollMs: number; unschedulableMs: number };
/** A surge pod may wait for the room of one that ends; ten seconds is longer than that takes. */
export const usualPace: Pace = { pollMs: 1_000, unschedulableMs: 10_000 };

/** What does not mean that the rollout failed, only that it cannot be seen at the moment. */
const passing = ['UNREACHABLE', 'TIMEOUT', 'RATE_LIMITED'];

/**
 * Follows a rollout from `token` until it is healthy, failed or paused; says each state once. CONFLICT when another template was put
 * there meanwhile, NOT_FOUND when the Deployment was deleted. Lost connections are waited out, as phase unknown.
 */
export async function* observeRollout(
  client: KubernetesClient,
  ref: WorkloadRef,
  token: string,
  signal: AbortSignal,
  { pollMs, unschedulableMs }: Pace,
): AsyncIterable<Health> {
  const { uid, generation, specHash, patchedAt } = tokenOf(token);
  const waitingSince = new Map<string, number>();
  const isStuck = (pod: Pod) => {
    if (!isUnschedulable(pod)) return waitingSince.delete(pod.metadata.uid) && false;
    const since = waitingSince.get(pod.metadata.uid) ?? monotonicMs();
    waitingSince.set(pod.metadata.uid, since);
    return monotonicMs() - since >= unschedulableMs;
  };
  const changes = followDeployment(client, ref, signal, pollMs);
  let said = '';
  try {
    for (;;) {
      let health: Health;
      try {
        const deployment = await changes.latest();
        if (deployment.metadata.uid !== uid)
          throw new AdapterError('NOT_FOUND', 'The Deployment was deleted and made anew.');
        if (templateHash(deployment.spec.template) !== specHash)
          throw new AdapterError('CONFLICT', 'Another version was put there while this one rolled out.');
        const { set, pods } = await readPods(client, deployment, signal);
        health = healthOf({ deployment, generation, patchedAt, set, pods, isStuck });
      } catch (error) {
        if (signal.aborted) throw timedOut();
        if (!(error instanceof AdapterError) || !passing.includes(error.code)) throw error;
        health = { phase: 'unknown', updated: 0, available: 0, desired: 0, reasons: [] };
      }
      const text = JSON.stringify(health);
      if (text !== said) yield health;
      said = text;
      if (['healthy', 'failed', 'paused'].includes(health.phase)) return;
      await changes.next();
      if (signal.aborted) throw timedOut();
    }
  } finally {
    changes.stop();
  }
}

function timedOut(): AdapterError {
  return new AdapterError('TIMEOUT', 'The rollout was not complete in time.');
}

/** The ReplicaSet of the Deployment's template and its pods; nulls where the credentials may not list them. */
async function readPods(
  client: KubernetesClient,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<{ set: ReplicaSet | null; pods: Pod[] | null }> {
  try {
    const set = currentSet(deployment, await readSets(client, deployment, signal)) ?? null;
    if (!set) return { set, pods: null };
    const selector = Object.entries(set.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const path = `${podsPath(set.metadata.namespace)}?labelSelector=${encodeURIComponent(selector.join(','))}`;
    const pods = await client.list(path, podShape, signal);
    return { set, pods: pods.filter(({ metadata }) => isOwnedBy(metadata, set)) };
  } catch (error) {
    if (error instanceof AdapterError && error.code === 'FORBIDDEN') return { set: null, pods: null };
    throw error;
  }
}

function isOwnedBy({ ownerReferences = [] }: Pod['metadata'], set: ReplicaSet): boolean {
  return ownerReferences.some(({ uid }) => uid === set.metadata.uid);
}

type Following = { latest: () => Promise<Deployment>; next: () => Promise<void>; stop: () => void };

/**
 * The Deployment as it changes. `latest`: what the watch said last, or a fresh read where there is none. `next`: until the watch says
 * something new, at most `pollMs`. A watch that ends (also by 410) is begun again from a fresh read.
 */
function followDeployment(client: KubernetesClient, ref: WorkloadRef, signal: AbortSignal, pollMs: number): Following {
  const stopping = new AbortController();
  const ends = AbortSignal.any([signal, stopping.signal]);
  let watched: Deployment | null = null;
  let isWatching = false;
  let mayWatch = true;
  let failure: unknown = null;
  // Between `latest` and `next` the watch may have said something already.
  let isNew = false;
  let wake = () => {};
  const tell = () => {
    isNew = true;
    wake();
  };

  async function watch(from: Deployment): Promise<void> {
    isWatching = true;
    const query = `watch=true&fieldSelector=${encodeURIComponent(`metadata.name=${ref.name}`)}`;
    const path = `${deploymentsPath(namespaceOf(ref))}?${query}&resourceVersion=${from.metadata.resourceVersion ?? ''}`;
    try {
      for await (const event of client.watch(path, ends)) {
        const { type, object } = event as { type?: string; object?: unknown };
        if (type === 'BOOKMARK') continue;
        // The version to go on from is forgotten (410), or the server has another trouble: a fresh read says what is.
        if (type === 'ERROR') break;
        if (type === 'DELETED') throw new AdapterError('NOT_FOUND', 'The Deployment was deleted while it rolled out.');
        watched = shaped(deploymentShape, object);
        tell();
      }
    } catch (error) {
      if (error instanceof AdapterError && ['FORBIDDEN', 'INVALID'].includes(error.code)) mayWatch = false;
      else if (error instanceof AdapterError && error.code === 'NOT_FOUND') {
        failure = error;
        tell();
      }
    } finally {
      // Nobody is woken: a server that ends every watch at once is asked again at the pace of a poll.
      isWatching = false;
      watched = null;
    }
  }

  return {
    latest: async () => {
      isNew = false;
      if (failure) throw failure;
      if (watched) return watched;
      const read = await readDeployment(client, ref, signal);
      if (!isWatching && mayWatch) void watch(read);
      return read;
    },
    next: () =>
      new Promise<void>((resolve) => {
        if (isNew) return void resolve();
        wake = resolve;
        sleep(pollMs, undefined, { signal: ends }).then(resolve, () => resolve());
      }),
    stop: () => stopping.abort(),
  };
}
