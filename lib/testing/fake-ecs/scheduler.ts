import { beginDeployment, type FakeService, type FakeState, type FakeTask, imageOf, nextId, primaryOf } from './state';

/** How long things take in the fake, in milliseconds: short, and in the order of the real ones. */
const startMs = 15;
const crashMs = 15;
const stopMs = 15;
const rollbackMs = 30;
/** Failed tasks at which the circuit breaker opens; ECS has at least 3. */
const breakerAt = 3;

/** Lets the service come as far as it is by now. Every answer is preceded by this. */
export function advance(service: FakeService, state: FakeState, nowMs: number): void {
  for (const task of service.tasks) age(task, service, state, nowMs);
  beginRequestedRollback(service, state, nowMs);
  const primary = primaryOf(service);
  if (!primary) return;
  if (service.circuitBreaker && primary.rolloutState === 'IN_PROGRESS' && primary.failedTasks >= breakerAt) {
    primary.rolloutState = 'FAILED';
    primary.reason = 'ECS deployment circuit breaker: tasks failed to start.';
    rollBack(service, state, nowMs);
    return;
  }
  const alive = service.tasks.filter(
    ({ lastStatus, desiredStatus }) => lastStatus !== 'STOPPED' && desiredStatus === 'RUNNING',
  );
  const own = alive.filter(({ startedBy }) => startedBy === primary.id);
  for (let missing = service.desired - own.length; missing > 0; missing -= 1) start(service, state, primary, nowMs);
  const isUp = own.length === service.desired && own.every(({ lastStatus }) => lastStatus === 'RUNNING');
  if (primary.rolloutState !== 'IN_PROGRESS' || !isUp) return;
  for (const task of alive) if (task.startedBy !== primary.id) stop(task, nowMs);
  if (service.tasks.some(({ startedBy, lastStatus }) => startedBy !== primary.id && lastStatus !== 'STOPPED')) return;
  primary.rolloutState = 'COMPLETED';
  primary.reason = 'ECS deployment completed.';
  service.deployments = [primary];
  const [newest] = service.serviceDeployments;
  if (newest?.status === 'IN_PROGRESS') newest.status = 'SUCCESSFUL';
  if (newest?.status === 'ROLLBACK_IN_PROGRESS') newest.status = 'ROLLBACK_SUCCESSFUL';
}

function age(task: FakeTask, service: FakeService, state: FakeState, nowMs: number): void {
  const image = imageOf(state, task.definition);
  const forMs = nowMs - task.sinceMs;
  if (task.lastStatus === 'PENDING' && forMs >= startMs && !image.endsWith(':slow')) {
    if (image.endsWith(':missing')) {
      const words = `CannotPullContainerError: pull image manifest has been retried 1 time(s): ${image}: not found`;
      end(task, service, nowMs, { stopCode: 'TaskFailedToStart', stoppedReason: words });
    } else {
      Object.assign(task, { lastStatus: 'RUNNING', sinceMs: nowMs });
    }
  } else if (task.lastStatus === 'RUNNING' && task.desiredStatus === 'STOPPED' && forMs >= stopMs) {
    Object.assign(task, { lastStatus: 'STOPPED', sinceMs: nowMs });
  } else if (task.lastStatus === 'RUNNING' && image.endsWith(':crashing') && forMs >= crashMs) {
    const stoppedReason = 'Essential container in task exited';
    end(task, service, nowMs, { stopCode: 'EssentialContainerExited', stoppedReason, exitCode: 7 });
  }
}

function end(task: FakeTask, service: FakeService, nowMs: number, how: Partial<FakeTask>): void {
  Object.assign(task, how, { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', sinceMs: nowMs });
  const deployment = service.deployments.find(({ id }) => id === task.startedBy);
  if (deployment) deployment.failedTasks += 1;
}

function stop(task: FakeTask, nowMs: number): void {
  const stoppedReason = `Scaling activity initiated by (deployment ${task.startedBy})`;
  Object.assign(task, {
    desiredStatus: 'STOPPED',
    sinceMs: nowMs,
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason,
  });
  // What has not started yet never does.
  if (task.lastStatus === 'PENDING') task.lastStatus = 'STOPPED';
}

function start(
  service: FakeService,
  state: FakeState,
  { id, definition }: { id: string; definition: string },
  nowMs: number,
): void {
  service.tasks.push({
    arn: `arn:aws:ecs:eu-central-1:123456789012:task/${service.cluster}/${nextId(state)}`,
    definition,
    startedBy: id,
    desiredStatus: 'RUNNING',
    lastStatus: 'PENDING',
    sinceMs: nowMs,
  });
}

function beginRequestedRollback(service: FakeService, state: FakeState, nowMs: number): void {
  const [newest] = service.serviceDeployments;
  if (newest?.status !== 'ROLLBACK_REQUESTED' || nowMs - (newest.requestedMs ?? 0) < rollbackMs) return;
  rollBack(service, state, nowMs);
}

function rollBack(service: FakeService, state: FakeState, nowMs: number): void {
  const [newest] = service.serviceDeployments;
  if (!newest) return;
  newest.status = newest.source === null ? 'ROLLBACK_FAILED' : 'ROLLBACK_IN_PROGRESS';
  if (newest.source !== null) beginDeployment(service, state, newest.source, nowMs);
}
