import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import type { Health, HealthReason } from '../../adapter';
import { shown } from '../../adapter/call';

const mostReasons = 5;

/** Why a stopped task stopped; null when a scheduler or a person stopped it for reasons other than its health. */
export function deathOf({
  stopCode,
  stoppedReason = '',
  containers = [],
}: Task): { code: HealthReason; message: string } | null {
  const words = [stoppedReason, ...containers.flatMap(({ reason }) => reason ?? [])].join(' ').trim();
  const message = shown(words || String(stopCode ?? 'The task stopped.'));
  if (/CannotPull|ImagePull|pull image/i.test(words)) return { code: 'IMAGE_PULL', message };
  if (/health checks?/i.test(words)) return { code: 'PROBE', message };
  if (stopCode === 'EssentialContainerExited' || stopCode === 'TaskFailedToStart') {
    const exits = containers.flatMap(({ name, exitCode }) =>
      exitCode == null ? [] : `${name} exited with ${exitCode}`,
    );
    return { code: 'TASK_FAILED', message: [message, ...exits].join('; ') };
  }
  return null;
}

/** Judges a deployment by itself and by its own stopped tasks; `unplaced`: events say that no host takes its tasks. */
export function judge(
  service: Service,
  deployment: Deployment,
  stopped: Task[],
): { health: Health; unplaced: boolean } {
  const { desiredCount = 0, deployments = [], events = [] } = service;
  const {
    id,
    rolloutState,
    rolloutStateReason,
    runningCount = 0,
    pendingCount = 0,
    failedTasks = 0,
    createdAt,
  } = deployment;
  const deaths = stopped
    .filter(({ startedBy }) => startedBy === id)
    .flatMap((task) => {
      const death = deathOf(task);
      return death ? [{ ...death, subject: lastPart(task.taskArn ?? '') }] : [];
    });
  const codes = deaths.map(({ code }) => code);
  // A task that is started again and again, and ends, is a crash loop.
  const isLoop = codes.filter((code) => code === 'TASK_FAILED').length > 1;
  const reasons: Health['reasons'] = deaths
    .slice(0, mostReasons)
    .map((death) => (isLoop && death.code === 'TASK_FAILED' ? { ...death, code: 'CRASH_LOOP' } : death));
  const unplaced = events.find(
    ({ createdAt: at, message = '' }) => (at ?? 0) >= (createdAt ?? 0) && /unable to place a task/i.test(message),
  );
  const subject = service.serviceName ?? '';
  if (unplaced) reasons.push({ code: 'UNSCHEDULABLE', message: shown(unplaced.message ?? ''), subject });
  const isFailed = rolloutState === 'FAILED' || codes.includes('IMAGE_PULL') || deaths.length > 1 || failedTasks > 1;
  if (isFailed && reasons.length === 0) {
    const message = shown(rolloutStateReason || `${failedTasks} tasks of the deployment failed.`);
    reasons.push({ code: 'TASK_FAILED', message, subject });
  }
  const isDone =
    rolloutState === 'COMPLETED' && runningCount === desiredCount && pendingCount === 0 && deployments.length === 1;
  return {
    health: {
      phase: isFailed ? 'failed' : isDone ? 'healthy' : 'progressing',
      updated: runningCount + pendingCount,
      available: runningCount,
      desired: desiredCount,
      reasons,
    },
    unplaced: unplaced !== undefined,
  };
}

/** How long a task has to run before it stands for more than itself, when others of its deployment ended. */
const steadyMs = 10_000;

/** Do tasks of a deployment come up only to end again? `running` ones that are this young say nothing then. */
export function isRestarting(deploymentId: string, running: Task[], stopped: Task[], now: Date): boolean {
  const isYoung = ({ startedAt }: Task) => startedAt !== undefined && now.getTime() - startedAt.getTime() < steadyMs;
  return running.some(isYoung) && stopped.some((task) => task.startedBy === deploymentId && deathOf(task) !== null);
}

const lastPart = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

/** What really runs, by image, the most first. A task that was told to stop runs until it has stopped. */
export function runningOf(tasks: Task[], want: { key: string; digests: Map<string, string> }) {
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING' || lastStatus === 'DEACTIVATING');
  const counts = new Map<string, number>();
  for (const { image = '', imageDigest } of running.flatMap(({ containers = [] }) => containers)) {
    const text = imageDigest && !image.includes('@') ? `${image}@${imageDigest}` : image;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const isWanted = ({ taskDefinitionArn, healthStatus, desiredStatus, containers = [] }: Task) =>
    taskDefinitionArn === want.key &&
    desiredStatus === 'RUNNING' &&
    healthStatus !== 'UNHEALTHY' &&
    containers.every(({ name = '', imageDigest }) => {
      const digest = want.digests.get(name);
      return !digest || !imageDigest || digest === imageDigest;
    });
  const wanted = running.filter(isWanted).length;
  return {
    running: [...counts].map(([image, count]) => ({ image, count })).sort((a, b) => b.count - a.count),
    wanted,
    strangers: running.length - wanted,
  };
}
