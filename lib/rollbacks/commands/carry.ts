import { openCluster } from '@/lib/clusters/commands/open-cluster';
import { logger } from '@/lib/core/log';
import { now } from '@/lib/core/time';
import type { RollbackState } from '../schema';
import { apply } from './apply';
import { type Carried, claimRollbacks, renewClaim } from './claim';
import { follow } from './follow';
import { limits } from './limits';
import { recordStep, runner } from './record-step';

/**
 * Carries rollbacks out: claimed with a lease and a fence, so that after a crash another process goes on where the row says, and what a
 * process that lost its claim still wants to write is refused. No call to a cluster is made within a transaction.
 */

const mostAtOnce = 20;

/** Another process carries it now; this one stops without a word. */
class ClaimLostError extends Error {}

async function step(run: Carried, state: RollbackState, detail: string, more: object = {}): Promise<void> {
  const { kept } = await recordStep.execute(
    { id: run.id, fence: run.fence, state, detail, ...more },
    { actor: runner },
  );
  if (!kept) throw new ClaimLostError();
}

async function carry(run: Carried, signal: AbortSignal): Promise<void> {
  const adapter = await openCluster(run.clusterId);
  let token = run.observeToken;
  if (run.state === 'REQUESTED' || token === null) {
    const outcome = await apply(run, adapter, signal);
    if (outcome === null) return;
    if ('state' in outcome) return step(run, outcome.state, outcome.detail);
    token = outcome.applied.token;
    const again = outcome.applied.alreadyDone
      ? 'The change is at the cluster already'
      : 'The change was made at the cluster';
    // One that is looked at again has been observed before; its state does not go back.
    await step(run, run.state === 'REQUESTED' ? 'APPLIED' : 'OBSERVING', again, { observeToken: token });
  }
  await step(run, 'OBSERVING', run.state === 'OBSERVING' ? 'Watching again, after a restart' : 'Watching what runs');
  const { state, detail, ...rest } = await follow(
    run,
    adapter,
    token,
    (words, progress) => step(run, 'OBSERVING', words, { progress }),
    signal,
  );
  await step(run, state, detail, rest);
}

/** Carries one, renewing its claim, until it has ended or the claim is lost. Whatever fails leaves it to whoever claims it next. */
async function carryOne(run: Carried): Promise<void> {
  const { carrying } = store();
  const renewal = setInterval(() => {
    renewClaim(run)
      .then((kept) => {
        if (!kept) carrying.get(run.id)?.abort(new ClaimLostError());
      })
      .catch((error: unknown) =>
        logger.warn({ err: error, rollback: run.id }, 'a rollback could not be held; trying again'),
      );
  }, limits.renewMs);
  const controller = new AbortController();
  carrying.set(run.id, controller);
  try {
    await carry(run, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted && !(error instanceof ClaimLostError)) await noteTrouble(run, error);
  } finally {
    clearInterval(renewal);
    carrying.delete(run.id);
  }
}

/** What stopped it was no outcome of the cluster: it is taken up again, until its time is over. */
async function noteTrouble(run: Carried, error: unknown): Promise<void> {
  logger.error({ err: error, rollback: run.id }, 'a rollback stopped; it is taken up again');
  if (now() < run.deadlineAt) return;
  const detail = 'Fairlead could not carry it out, and does not know what the cluster runs. Look at the workload.';
  await step(run, 'UNKNOWN', detail).catch((failure: unknown) =>
    logger.warn({ err: failure, rollback: run.id }, 'the end of a rollback could not be stored; trying again'),
  );
}

// Next.js evaluates modules once per bundle.
const global = globalThis as typeof globalThis & {
  fairleadCarrying?: { claiming: boolean; wanted: boolean; stopped: boolean; carrying: Map<string, AbortController> };
};
const store = () => {
  global.fairleadCarrying ??= { claiming: false, wanted: false, stopped: false, carrying: new Map() };
  return global.fairleadCarrying;
};

/** Takes up rollbacks that nobody carries; for a timer, and at once after a request. */
export async function carrySoon(): Promise<void> {
  const state = store();
  if (state.stopped) return;
  state.wanted = true;
  if (state.claiming) return;
  state.claiming = true;
  try {
    while (state.wanted) {
      state.wanted = false;
      for (const run of await claimRollbacks(mostAtOnce - state.carrying.size)) void carryOne(run);
    }
  } catch (error) {
    logger.warn({ err: error }, 'rollbacks could not be read; trying again');
  } finally {
    state.claiming = false;
  }
}

/** Lets go of what is carried, for a process that stops: another one takes it up when the lease ends. */
export function stopCarrying(): void {
  const state = store();
  state.stopped = true;
  for (const controller of state.carrying.values()) controller.abort(new ClaimLostError());
}
