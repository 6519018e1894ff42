import type { Health, HealthReason } from '../../adapter';
import { shown } from '../../adapter/call';
import { imagesOf, taskHashOf } from './revisions';
import type { SwarmService, SwarmTask, SwarmToken } from './shapes';

const nsPerMs = 1_000_000;
/** The engine's own, where a service names none. */
const defaultMonitorMs = 5_000;
/** Longer than this nobody waits in a rollback, whatever the service asks for. */
const longestMonitorMs = 30_000;
const mostReasons = 5;

/** A task that is shut down for another ends as 'shutdown'; 'complete' is a process that ended by itself, or of a failed health check. */
const isDead = ({ Status, Spec }: SwarmTask) =>
  ['failed', 'rejected', 'orphaned'].includes(Status.State) ||
  (Status.State === 'complete' && (Spec.RestartPolicy?.Condition ?? 'any') === 'any');
const isRunning = ({ Status }: SwarmTask) => Status.State === 'running';
const isWanted = ({ DesiredState }: SwarmTask) => ['running', 'ready'].includes(DesiredState);

/** How many tasks should run: replicas, or for a global service one on each node that was given one. */
export function desiredOf({ Spec: { Mode } }: SwarmService, tasks: SwarmTask[]): number {
  if (Mode.Replicated) return Mode.Replicated.Replicas ?? 1;
  return new Set(tasks.filter(isWanted).map(({ NodeID, ID }) => NodeID || ID)).size;
}

/** For how long all tasks have to run before that counts: the service's own Monitor, as the engine watches it. */
export function monitorMs({ Spec, UpdateStatus }: SwarmService): number {
  const config = isRollingBack(UpdateStatus?.State) ? Spec.RollbackConfig : Spec.UpdateConfig;
  return Math.min(config?.Monitor ? config.Monitor / nsPerMs : defaultMonitorMs, longestMonitorMs);
}

export const isRollingBack = (state: string | null | undefined) => Boolean(state?.startsWith('rollback_'));
const isUnderWay = (state: string | null | undefined) => state === 'updating' || state === 'rollback_started';
const isHalted = (state: string | null | undefined) => state === 'paused' || state === 'rollback_paused';

/** What the engine says of a task that ended: it has words only, no codes. */
function codeOf(error: string): HealthReason {
  if (/no such image|pull access denied|manifest|pulling image/i.test(error)) return 'IMAGE_PULL';
  if (/unhealthy container/i.test(error)) return 'PROBE';
  if (/no suitable node/i.test(error)) return 'UNSCHEDULABLE';
  return 'TASK_FAILED';
}

function reasonsOf(name: string, tasks: SwarmTask[]): Health['reasons'] {
  const found = new Map<string, Health['reasons'][number] & { count: number }>();
  for (const { Slot, NodeID, Status } of tasks) {
    const subject = `${name}.${Slot || NodeID || '?'}`;
    const message = shown(
      Status.Err || `The task ended (${Status.State}): its process stopped, or its health check failed.`,
    );
    const code = codeOf(message);
    const count = (found.get(`${subject} ${message}`)?.count ?? 0) + 1;
    // A task that fails again and again is a crash loop.
    found.set(`${subject} ${message}`, {
      code: code === 'TASK_FAILED' && count > 1 ? 'CRASH_LOOP' : code,
      message,
      subject,
      count,
    });
  }
  return [...found.values()].slice(0, mostReasons).map(({ count: _count, ...reason }) => reason);
}

export type Judgement = {
  health: Health;
  /** The tasks that run as wanted, when all do; null when some do not. They have to be the same for as long as `monitorMs` says. */
  settled: string | null;
  /** Tasks wait for a node that takes them, which may pass: a port is freed by the task before. */
  waiting: boolean;
};

/** Judges a service after a rollback by its tasks, and by UpdateStatus only where that is worse. Its phase is never 'healthy'. */
export function judge(service: SwarmService, tasks: SwarmTask[], token: SwarmToken): Judgement {
  const { State, Message } = service.UpdateStatus ?? {};
  const ours = tasks.filter(({ Spec }) => taskHashOf(Spec) === token.specHash);
  const after = new Date(token.after).getTime();
  const dead = ours.filter((task) => isDead(task) && task.CreatedAt.getTime() > after);
  const running = ours.filter((task) => isRunning(task) && task.DesiredState === 'running');
  const stuck = ours.filter((task) => isWanted(task) && !isRunning(task) && !isDead(task) && task.Status.Err);
  const desired = desiredOf(service, tasks);
  const reasons = reasonsOf(service.Spec.Name, [...dead, ...stuck]);
  const isHopeless =
    reasons.some(({ code }) => code === 'IMAGE_PULL') || dead.length > 1 || (dead.length > 0 && isHalted(State));
  const phase = isHopeless ? 'failed' : isHalted(State) ? 'paused' : 'progressing';
  if (phase === 'paused') {
    reasons.push({ code: 'OTHER', message: shown(Message || 'The update is halted.'), subject: service.Spec.Name });
  }
  const isSettled =
    !isUnderWay(State) && running.length === desired && tasks.filter(isRunning).length === running.length;
  return {
    health: {
      phase,
      updated: ours.filter(isWanted).length,
      available: running.length,
      desired,
      reasons,
    },
    settled: isSettled
      ? running
          .map(({ ID }) => ID)
          .sort()
          .join(' ')
      : null,
    waiting: stuck.length > 0,
  };
}

/** What really runs, by image, the most first; `strangers`: running tasks of another version than the wanted one. */
export function runningOf(name: string, tasks: SwarmTask[], specHash: string) {
  const running = tasks.filter(isRunning);
  const counts = new Map<string, number>();
  for (const { Spec } of running) {
    const { image, digest } = imagesOf(name, Spec)[0] ?? { image: Spec.ContainerSpec.Image };
    const text = digest ? `${image}@${digest}` : image;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const wanted = running.filter(({ Spec }) => taskHashOf(Spec) === specHash);
  return {
    running: [...counts].map(([image, count]) => ({ image, count })).sort((a, b) => b.count - a.count),
    wanted: wanted.filter(({ DesiredState }) => DesiredState === 'running').length,
    strangers: running.length - wanted.length,
  };
}
