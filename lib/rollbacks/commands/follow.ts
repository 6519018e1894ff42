import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError, type ClusterAdapter, type Health, type Revision } from '@/lib/clusters/adapter';
import { readStoredSpecs } from '@/lib/clusters/queries/revisions';
import { monotonicMs, now } from '@/lib/core/time';
import type { Progress, RollbackState } from '../schema';
import type { Carried } from './claim';
import { limits } from './limits';

export type Followed = {
  state: Extract<RollbackState, 'VERIFIED' | 'FAILED' | 'TIMED_OUT' | 'REVERTED' | 'UNKNOWN'>;
  detail: string;
  running?: { image: string; count: number }[];
};

/**
 * Watches a rollback that was applied until it is verified by what really runs, has failed, or its deadline is over. `say` records how far it is.
 * Nothing else than what came after `token` is judged.
 */
export async function follow(
  run: Carried,
  adapter: ClusterAdapter,
  token: string,
  say: (detail: string, progress: Progress) => Promise<void>,
  signal: AbortSignal,
): Promise<Followed> {
  const leftMs = Math.max(0, run.deadlineAt.getTime() - now().getTime());
  const late = AbortSignal.timeout(leftMs);
  const until = AbortSignal.any([signal, late]);
  let heardAt = monotonicMs();
  let last: Health | null = null;
  for (;;) {
    try {
      for await (const health of adapter.observe(run.ref, token, until)) {
        heardAt = monotonicMs();
        if (words(health) !== (last && words(last))) await say(words(health), progressOf(health));
        last = health;
        const { phase } = health;
        if (phase === 'paused') return { state: 'FAILED', detail: 'The workload was paused while it went back.' };
        if (phase === 'failed')
          return { state: 'FAILED', detail: `${because(health)} The earlier version does not become healthy.` };
        if (phase === 'healthy') return await verify(run, adapter, until, signal);
      }
    } catch (error) {
      signal.throwIfAborted();
      const isGone = error instanceof AdapterError && (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN');
      if (isGone) return { state: 'UNKNOWN', detail: `The workload cannot be watched any more: ${error.message}` };
      if (error instanceof AdapterError && error.code === 'CONFLICT')
        return await changedMeanwhile(run, adapter, signal);
      if (!late.aborted && !(error instanceof AdapterError)) throw error;
    }
    signal.throwIfAborted();
    if (late.aborted) return outOfTime(last, monotonicMs() - heardAt > limits.quietMs);
    await sleep(limits.pauseMs, undefined, { signal });
  }
}

function outOfTime(last: Health | null, isSilent: boolean): Followed {
  if (last === null || isSilent)
    return {
      state: 'UNKNOWN',
      detail: 'The change was made, and the cluster stopped answering. Look at the workload.',
    };
  return { state: 'TIMED_OUT', detail: `Not healthy in time: ${words(last)}. ${because(last)}`.trim() };
}

const progressOf = ({ updated, available, desired }: Health): Progress => ({ updated, available, desired });

const words = ({ updated, available, desired }: Health) =>
  `${updated} of ${desired} updated, ${available} of ${desired} ready`;

const because = ({ reasons }: Health) => {
  const [first] = reasons;
  return first ? `${first.subject}: ${first.message}.`.replace(/\.\.$/, '.') : '';
};

async function verify(
  run: Carried,
  adapter: ClusterAdapter,
  until: AbortSignal,
  signal: AbortSignal,
): Promise<Followed> {
  const begun = monotonicMs();
  for (;;) {
    const { ok, running, detail } = await adapter.verify(run.ref, run.plan.to, limited(until));
    if (ok) {
      if (run.isOwned && (await wasReverted(run, adapter, signal)))
        return { state: 'REVERTED', detail: `Another controller put ${namesOf(run)} back.`, running };
      return { state: 'VERIFIED', detail: `Verified by what runs: ${detail}`, running };
    }
    if (monotonicMs() - begun > limits.verifyMs) {
      const current = await readCurrent(run, adapter, signal);
      if (current?.specHash !== run.plan.to.specHash) return changedMeanwhile(run, adapter, signal);
      return {
        state: 'FAILED',
        detail: `The cluster reports that it is done, but other things run: ${detail}`,
        running,
      };
    }
    await sleep(limits.pauseMs, undefined, { signal: until });
  }
}

const limited = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(limits.callMs)]);
const namesOf = ({ plan }: Carried) => plan.from.images.map(({ image }) => image).join(', ');

/** Somebody else changed the workload while it was watched: its owner put the bad version back, or it is another one. */
async function changedMeanwhile(run: Carried, adapter: ClusterAdapter, signal: AbortSignal): Promise<Followed> {
  const current = await readCurrent(run, adapter, signal);
  if (current?.specHash === run.plan.from.specHash)
    return { state: 'REVERTED', detail: `Another controller put ${namesOf(run)} back.` };
  const images = current?.images.map(({ image }) => image).join(', ') ?? 'something else';
  return { state: 'FAILED', detail: `Somebody else changed the workload meanwhile: it runs ${images} now.` };
}

async function readCurrent(run: Carried, adapter: ClusterAdapter, signal: AbortSignal): Promise<Revision | undefined> {
  const stored = await readStoredSpecs(run.clusterId, run.ref);
  return (await adapter.history(run.ref, stored, limited(signal))).find(({ current }) => current);
}

/** Of a workload that another controller owns: is the version that was taken back there again a moment later? */
async function wasReverted(run: Carried, adapter: ClusterAdapter, signal: AbortSignal): Promise<boolean> {
  await sleep(limits.revertMs, undefined, { signal });
  return (await readCurrent(run, adapter, signal))?.specHash !== run.plan.to.specHash;
}
