import { setTimeout as sleep } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { AdapterError, type AdapterPlan, type Applied, type ClusterAdapter, type Marker } from '@/lib/clusters/adapter';
import { readStoredSpecs } from '@/lib/clusters/queries/revisions';
import { monotonicMs } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import type { RollbackState } from '../schema';
import type { Carried } from './claim';
import { limits } from './limits';
import { planHash } from './store-plan';

/** How it ended before anything was observed. */
export type Ended = { state: Extract<RollbackState, 'FAILED' | 'UNKNOWN'>; detail: string };
/** `null`: somebody cancelled it, or another process carries it. */
export type ApplyOutcome = { applied: Applied } | Ended | null;

const mostCalls = 3;

/** Codes with which a cluster says that nothing was changed. */
const refusals = new Set(['FORBIDDEN', 'INVALID', 'NOT_FOUND', 'PAUSED', 'UNSUPPORTED', 'NO_PREVIOUS']);

/**
 * Brings the planned change to the cluster, once (reliability guide, 16). That it will be called is committed before the call. A call
 * whose answer is lost is never repeated blindly: the cluster is read first, and a repeat has the same precondition as the first call.
 * One that somebody asked to look at again is only read.
 */
export async function apply(run: Carried, adapter: ClusterAdapter, signal: AbortSignal): Promise<ApplyOutcome> {
  const marker: Marker = { rollbackId: run.id, actor: run.actorName, reason: run.reason };
  // Set: a process that is gone called it, or was about to.
  let isOpen = run.calledAt !== null || run.state !== 'REQUESTED';
  let plan = run.plan;
  let silentSince: number | null = null;
  if (!isOpen && !(await noteCall(run))) return null;
  for (let calls = 0; ; ) {
    signal.throwIfAborted();
    try {
      if (isOpen) {
        const found = await adapter.wasApplied(run.ref, plan, marker, limited(signal));
        if (found) return { applied: found };
        if (run.state !== 'REQUESTED') return failed('The change did not reach the cluster. Nothing was changed.');
        isOpen = false;
        silentSince = null;
      }
      if (calls >= mostCalls)
        return failed('The cluster refused the change three times, because the workload changed each time.');
      calls += 1;
      return { applied: await adapter.rollback(run.ref, plan, marker, limited(signal)) };
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof AdapterError ? error.code : null;
      const message = error instanceof Error ? error.message : String(error);
      if (code && refusals.has(code)) return failed(message);
      if (code === 'CONFLICT') {
        const again = await planAgain(run, adapter, signal);
        if (!('plan' in again)) return again;
        plan = again.plan;
        isOpen = false;
        continue;
      }
      isOpen = true;
      silentSince ??= monotonicMs();
      if (monotonicMs() - silentSince > limits.silenceMs) {
        const detail = `It is not known whether the change reached the cluster, which has not answered since: ${message} Look at the workload.`;
        return { state: 'UNKNOWN', detail };
      }
      await sleep(limits.pauseMs, undefined, { signal });
    }
  }
}

const failed = (detail: string): Ended => ({ state: 'FAILED', detail });
const limited = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(limits.callMs)]);

/** After a conflict: the same plan on what the workload is now, or why it is another one. */
async function planAgain(
  run: Carried,
  adapter: ClusterAdapter,
  signal: AbortSignal,
): Promise<{ plan: AdapterPlan } | Ended> {
  const stored = await readStoredSpecs(run.clusterId, run.ref);
  const plan = await adapter.planRollback(run.ref, run.plan.to.key, stored, limited(signal)).catch((error: unknown) => {
    if (error instanceof AdapterError) return failed(`The workload changed since the plan was made. ${error.message}`);
    throw error;
  });
  if ('state' in plan) return plan;
  if (planHash(run, plan) === run.hash) return { plan };
  const images = plan.from.images.map(({ image }) => image).join(', ');
  const who = plan.noop ? 'Somebody else put the earlier version back' : `It runs ${images} now`;
  return failed(
    `The workload changed since the plan was made. ${who}; nothing was changed here. Look at it and plan again.`,
  );
}

/** Commits that the cluster will be called; false when it was cancelled, or is carried by another process. */
async function noteCall({ id, fence }: Carried): Promise<boolean> {
  const noted = await primarySql(sql`
    UPDATE rollback SET called_at = clock_timestamp()
    WHERE id = ${id}::uuid AND fence = ${fence} AND state = 'REQUESTED' AND called_at IS NULL RETURNING id`);
  return noted.length > 0;
}
