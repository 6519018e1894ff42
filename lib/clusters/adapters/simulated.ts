import { z } from 'zod';
import { now } from '@/lib/core/time';
import {
  AdapterError,
  type AdapterPlan,
  type Applied,
  type ClusterAdapter,
  type Marker,
  type PermissionName,
  permissionNames,
  type WorkloadRef,
} from '../adapter';
import { listed, planOf, revisionOf, seen, verified } from '../model/simulated-view';
import { currentOf, type Revisions, rollOut, withWorkload, workloadAt } from '../model/simulation';
import type { SimulatedRevision, SimulatedState, SimulatedWorkload } from '../schema/simulated';

/** Where a simulated cluster is kept. `change` is alone with the state: two of them never see the same one. */
export type SimulatedStore = {
  read(): Promise<SimulatedState>;
  change<T>(f: (state: SimulatedState, nowMs: number) => { state: SimulatedState; result: T }): Promise<T>;
};

/** A cluster that can also be deployed to, for drills and the demo. */
export type SimulatedCluster = ClusterAdapter & {
  /** Begins to roll `revision` out, as a pipeline would. NOT_FOUND, PAUSED as of a rollback. */
  deployTo(ref: WorkloadRef, revision: SimulatedRevision, signal: AbortSignal): Promise<void>;
};

const callMs = 10_000;
const pollMs = 250;
const mostListed = 2_000;
const payloadShape = z.strictObject({ key: z.string() });

/** The cluster that `store` holds; `clockMs` is the clock that its `change` hands out. */
export function simulated(store: SimulatedStore, clockMs = () => now().getTime()): SimulatedCluster {
  /** One call: it ends after 10 s or with `signal`, and what the store cannot do is a cluster that cannot be reached. */
  async function call<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
    const ended = new Promise<never>((_resolve, reject) => {
      const stop = () => reject(new AdapterError('TIMEOUT', 'The simulated cluster did not answer in time.'));
      if (ends.aborted) stop();
      else ends.addEventListener('abort', stop, { once: true });
    });
    if (ends.aborted) return ended;
    const answer = work().catch((error: unknown) => {
      throw error instanceof AdapterError ? error : unreachable();
    });
    return Promise.race([answer, ended]);
  }

  const read = (signal: AbortSignal) =>
    call(signal, async () => {
      const state = await store.read();
      if (state.faults.includes('hang')) await never();
      return state;
    });

  async function look(ref: WorkloadRef, signal: AbortSignal) {
    const { state, nowMs } = { state: await read(signal), nowMs: clockMs() };
    return { workload: workloadFor(state, ref, nowMs), faults: state.faults, nowMs };
  }

  async function change<T>(
    ref: WorkloadRef,
    signal: AbortSignal,
    f: (workload: SimulatedWorkload, nowMs: number) => { workload: SimulatedWorkload; result: T },
  ): Promise<T> {
    await read(signal);
    return call(signal, () =>
      store.change((state, nowMs) => {
        const { workload, result } = f(workloadFor(state, ref, nowMs), nowMs);
        return { state: withWorkload(state, workload), result };
      }),
    );
  }

  /** The change is made by now; whether anybody hears of it is another matter. */
  const loseAnswer = (signal: AbortSignal) =>
    call(signal, async () => {
      const { faults } = await store.read();
      if (faults.includes('hang-after-applying')) await never();
      if (faults.includes('lose-answer')) throw unreachable();
    });

  return {
    kind: 'simulated',

    async ping(_namespace, signal) {
      await read(signal);
      const permissions = Object.fromEntries(permissionNames.map((name) => [name, true])) as Record<
        PermissionName,
        boolean
      >;
      return { version: 'simulated', permissions, missing: [], excess: [] };
    },

    async list(namespace, signal) {
      const state = await read(signal);
      const nowMs = clockMs();
      return state.workloads
        .filter(({ ref }) => namespace === null || ref.namespace === namespace)
        .slice(0, mostListed)
        .map(({ ref }) => listed(workloadFor(state, ref, nowMs), nowMs));
    },

    async history(ref, _stored, signal) {
      const { workload } = await look(ref, signal);
      return workload.revisions.map((each) => revisionOf(each, workload)).toReversed();
    },

    async planRollback(ref, key, _stored, signal) {
      const { workload, nowMs } = await look(ref, signal);
      const plan = planOf(workload, revisionFor(workload, key), nowMs);
      return { ...plan, lock: lockOf(workload), payload: { key } satisfies z.infer<typeof payloadShape> };
    },

    async rollback(ref, plan, marker, signal) {
      const applied = await change(ref, signal, (workload, nowMs) => {
        const made = appliedBy(workload, plan, marker);
        if (made) return { workload, result: made };
        if (lockOf(workload).token !== plan.lock.token) throw changedMeanwhile();
        if (plan.noop) throw new AdapterError('INVALID', 'This version runs already: there is nothing to change.');
        requireUnpaused(workload);
        const target = revisionFor(workload, payloadShape.parse(plan.payload).key);
        const next = rollOut(workload, target, marker, nowMs);
        return { workload: next, result: { ...appliedTo(next), alreadyDone: false } };
      });
      if (!applied.alreadyDone) await loseAnswer(signal);
      return applied;
    },

    async wasApplied(ref, plan, marker, signal) {
      const { workload } = await look(ref, signal);
      const made = appliedBy(workload, plan, marker);
      if (!made && lockOf(workload).token !== plan.lock.token) throw changedMeanwhile();
      return made;
    },

    async *observe(ref, token, signal) {
      for (let last = ''; ; await sleep(signal)) {
        const { workload, faults, nowMs } = await look(ref, signal);
        if (appliedTo(workload).token !== token) throw changedMeanwhile();
        const health = seen(workload, faults, nowMs);
        const text = JSON.stringify(health);
        if (text !== last) yield health;
        if (health.phase !== 'progressing') return;
        last = text;
      }
    },

    async verify(ref, want, signal) {
      const { workload, nowMs } = await look(ref, signal);
      return verified(workload, want, nowMs);
    },

    deployTo(ref, revision, signal) {
      return change(ref, signal, (workload, nowMs) => {
        requireUnpaused(workload);
        return { workload: rollOut(workload, revision, null, nowMs), result: undefined };
      });
    },
  };
}

const never = () => new Promise<never>(() => {});

function sleep(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, pollMs);
    signal.addEventListener('abort', done);
  });
}

const unreachable = () => new AdapterError('UNREACHABLE', 'The connection to the simulated cluster broke off.');
const changedMeanwhile = () =>
  new AdapterError('CONFLICT', 'The workload was changed by somebody else in the meantime.');

function workloadFor(state: SimulatedState, ref: WorkloadRef, nowMs: number): SimulatedWorkload {
  const workload = workloadAt(state, ref, nowMs);
  if (!workload) throw new AdapterError('NOT_FOUND', `There is no workload ${ref.name} in this cluster.`);
  return workload;
}

function revisionFor(workload: SimulatedWorkload, key: string): Revisions[number] {
  const revision = workload.revisions.find((each) => each.key === key);
  if (!revision) throw new AdapterError('NO_PREVIOUS', 'This cluster no longer knows that version.');
  return revision;
}

function requireUnpaused({ paused, ref }: SimulatedWorkload): void {
  if (paused) throw new AdapterError('PAUSED', `${ref.name} is paused: nothing would roll out. Resume it first.`);
}

const lockOf = ({ rollout }: SimulatedWorkload) => ({ token: String(rollout.generation) });

function appliedTo(workload: SimulatedWorkload): Pick<Applied, 'token' | 'lock'> {
  return { token: String(workload.rollout.generation), lock: lockOf(workload) };
}

/** What this plan did already, by its marker; null when that is nothing. */
function appliedBy(workload: SimulatedWorkload, { to }: AdapterPlan, { rollbackId }: Marker): Applied | null {
  const isMine = workload.rollout.marker?.rollbackId === rollbackId && currentOf(workload).key === to.key;
  return isMine ? { ...appliedTo(workload), alreadyDone: true } : null;
}
