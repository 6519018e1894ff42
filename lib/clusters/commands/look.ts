import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { seal } from '@/lib/auth/seal';
import { logger } from '@/lib/core/log';
import { command } from '@/lib/server/command';
import { AdapterError, type ClusterAdapter, type Revision, type Workload } from '../adapter';
import { ofWorkload, readStoredSpecs, specPlace } from '../queries/revisions';
import { type Target, takeTargetsToLookAt } from '../queries/targets';
import { openCluster } from './open-cluster';

const watcher: SystemActor = { kind: 'system', name: 'cluster watcher' };

/** How often each workload is looked at. Whoever was not looked at for twice as long was not seen to be healthy meanwhile. */
const everySeconds = 30;
const mostAtOnce = 20;
const lookLimitMs = 20_000;

type Look = { target: Target; current: Revision | null; isHealthy: boolean; error: string | null };

/**
 * Notes what a workload runs now: since when, and how long it has been seen healthy, which is what makes a version "known good" (release control
 * guide, 2.2). Keeps the specification where the cluster itself would forget it.
 */
const noteLook = command({
  name: 'cluster.look',
  permission: 'cluster:operate',
  input: z.custom<Look>(),
  audit: 'none',
  run: async ({ tx, input: { target, current, isHealthy, error }, now }) => {
    const { clusterId, ref, serviceId, environmentId } = target;
    await tx.sql(sql`
      UPDATE workload_target SET look_error = ${error}
      WHERE service_id = ${serviceId} AND environment_id = ${environmentId} AND look_error IS DISTINCT FROM ${error}`);
    if (!current) return;
    const mine = ofWorkload(clusterId, ref);
    await tx.sql(
      sql`UPDATE workload_revision SET is_current = false WHERE ${mine} AND is_current AND key <> ${current.key}`,
    );
    const sealed =
      current.spec === undefined ? null : seal(JSON.stringify(current.spec), specPlace(clusterId, ref, current.key));
    const seen = sql`least(extract(epoch FROM ${now}::timestamptz - workload_revision.last_current_at)::int, ${2 * everySeconds})`;
    await tx.sql(sql`
      INSERT INTO workload_revision (cluster_id, kind, namespace, name, key, spec_hash, images, sealed_spec, first_seen_at, last_current_at, is_current)
      VALUES (${clusterId}::uuid, ${ref.kind}::workload_kind, ${ref.namespace ?? ''}, ${ref.name}, ${current.key}, ${current.specHash},
        ${JSON.stringify(current.images)}::jsonb, ${sealed}, ${now}, ${now}, true)
      ON CONFLICT (cluster_id, kind, namespace, name, key) DO UPDATE SET
        healthy_seconds = workload_revision.healthy_seconds
          + CASE WHEN workload_revision.is_current AND ${isHealthy} THEN greatest(0, ${seen}) ELSE 0 END,
        spec_hash = excluded.spec_hash, images = excluded.images, sealed_spec = coalesce(workload_revision.sealed_spec, excluded.sealed_spec),
        last_current_at = greatest(workload_revision.last_current_at, excluded.last_current_at), is_current = true`);
  },
});

async function look(target: Target, open: (id: string) => Promise<ClusterAdapter>, list: Listing): Promise<Look> {
  const nothing = { target, current: null, isHealthy: false };
  try {
    const adapter = await open(target.clusterId);
    const signal = AbortSignal.timeout(lookLimitMs);
    const history = await adapter.history(target.ref, await readStoredSpecs(target.clusterId, target.ref), signal);
    const workloads = await list(target, adapter, signal);
    const mine = workloads.find(({ ref }) => ref.name === target.ref.name && ref.namespace === target.ref.namespace);
    const isHealthy = mine !== undefined && mine.desired > 0 && mine.ready >= mine.desired && !mine.paused;
    return { target, current: history.find(({ current }) => current) ?? null, isHealthy, error: null };
  } catch (error) {
    if (error instanceof AdapterError) return { ...nothing, error: error.message };
    throw error;
  }
}

type Listing = (target: Target, adapter: ClusterAdapter, signal: AbortSignal) => Promise<Workload[]>;

/** One list of each namespace serves all of its workloads within a round. */
function listOnce(): Listing {
  const lists = new Map<string, Promise<Workload[]>>();
  return ({ clusterId, ref }, adapter, signal) => {
    const place = JSON.stringify([clusterId, ref.namespace]);
    const known = lists.get(place) ?? adapter.list(ref.namespace, signal);
    lists.set(place, known);
    return known;
  };
}

let isLooking = false;

/** Looks at the workloads whose turn it is; for a timer. Several processes share the work. */
export async function lookAtTargets(): Promise<void> {
  if (isLooking) return;
  isLooking = true;
  try {
    const adapters = new Map<string, Promise<ClusterAdapter>>();
    const open = (id: string) => {
      const known = adapters.get(id) ?? openCluster(id);
      adapters.set(id, known);
      return known;
    };
    const list = listOnce();
    const targets = await takeTargetsToLookAt(mostAtOnce, everySeconds);
    await Promise.all(
      targets.map(async (target) => {
        try {
          await noteLook.execute(await look(target, open, list), { actor: watcher });
        } catch (error) {
          logger.warn({ err: error, service: target.service }, 'a workload could not be looked at');
        }
      }),
    );
  } catch (error) {
    logger.warn({ err: error }, 'workloads could not be looked at; it is tried again');
  } finally {
    isLooking = false;
  }
}
