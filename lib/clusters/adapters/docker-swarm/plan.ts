import { AdapterError, type AdapterPlan, type PlanWarning, type Revision, type StoredSpec } from '../../adapter';
import { desiredOf } from './health';
import { changesOf, type SwarmVersion, taskHashOf, versionsOf } from './revisions';
import type { SwarmPayload, SwarmService, SwarmSpec, SwarmTask } from './shapes';

const secondsPerNs = 1e-9;
/** The engine's own, where a service names none. */
const defaultGraceSeconds = 10;

/** The versions as revisions, the current one first and with its spec, which the engine forgets after two changes. */
export function revisionsOf(service: SwarmService, tasks: SwarmTask[], stored: StoredSpec[]): Revision[] {
  return versionsOf(service, tasks, stored).map((version, index) =>
    index === 0 ? { ...withoutSpec(version, true), spec: version.spec } : withoutSpec(version, false),
  );
}

const withoutSpec = ({ spec: _spec, ...version }: SwarmVersion, current: boolean): Revision => ({
  ...version,
  current,
});

/** Works a rollback out from what was read. NO_PREVIOUS when `key` is not among the versions that can be run again. */
export async function planFor(
  service: SwarmService,
  tasks: SwarmTask[],
  stored: StoredSpec[],
  key: string,
  imageChecksHealth: (image: string) => Promise<boolean | null>,
): Promise<AdapterPlan> {
  const versions = versionsOf(service, tasks, stored);
  const [from] = versions;
  const to = versions.find((version) => version.key === key);
  if (!from || !to) throw new AdapterError('NO_PREVIOUS', 'Neither the engine nor our history knows that version.');
  const method = isWhatEngineKept(service, to) ? 'previous' : 'spec';
  const noop = to === from;
  const payload: SwarmPayload = { serviceId: service.ID, method, spec: to.spec, after: newest(tasks).toISOString() };
  return {
    from: withoutSpec(from, true),
    to: withoutSpec(to, noop),
    noop,
    warnings: await warningsOf(service, tasks, to, imageChecksHealth),
    steps: noop ? [] : stepsOf(service, tasks, to, method),
    changes: changesOf(from.spec, to.spec),
    lock: { token: String(service.Version.Index) },
    payload,
  };
}

const newest = (tasks: SwarmTask[]) => new Date(Math.max(0, ...tasks.map(({ CreatedAt }) => CreatedAt.getTime())));

/** The engine restores the whole of what it kept, also how many run: only where that is as many as now is it let to. */
function isWhatEngineKept({ Spec, PreviousSpec }: SwarmService, { key, spec }: SwarmVersion): boolean {
  const replicas = (each: SwarmSpec) => each.Mode.Replicated?.Replicas ?? 1;
  return Boolean(PreviousSpec && spec === PreviousSpec && key) && replicas(spec) === replicas(Spec);
}

function stepsOf(
  service: SwarmService,
  tasks: SwarmTask[],
  { images, spec, key }: SwarmVersion,
  method: SwarmPayload['method'],
): string[] {
  const { Name, Labels } = service.Spec;
  const image = images.map((each) => each.image).join(', ');
  const grace = spec.TaskTemplate.ContainerSpec.StopGracePeriod;
  const graceSeconds = typeof grace === 'number' ? Math.ceil(grace * secondsPerNs) : defaultGraceSeconds;
  const stack = Labels?.['com.docker.stack.namespace'];
  const steps = [
    method === 'previous'
      ? `Let the engine restore the spec it kept of ${Name}, which runs ${image}, by the rollback policy of the service.`
      : `Write the stored spec of ${Name}, which runs ${image}, by the update policy of the service.`,
    `Keep the number of tasks at ${desiredOf(service, tasks)}. Each may take ${graceSeconds} s to stop.`,
  ];
  if (key.startsWith('task-')) {
    steps.push('Of this version only the tasks are known: labels, ports and policies stay as they are now.');
  }
  if (method === 'spec' && spec.UpdateConfig?.FailureAction === 'rollback') {
    steps.push('If its tasks fail, the engine goes back to the version that runs now.');
  }
  if (stack) steps.push(`The file of stack ${stack} still names the other version: change it before the next deploy.`);
  return steps;
}

async function warningsOf(
  { UpdateStatus }: SwarmService,
  tasks: SwarmTask[],
  { images, spec, specHash }: SwarmVersion,
  imageChecksHealth: (image: string) => Promise<boolean | null>,
): Promise<PlanWarning[]> {
  const warnings: PlanWarning[] = [];
  const { State } = UpdateStatus ?? {};
  if (State === 'updating' || State === 'rollback_started') {
    warnings.push({ code: 'ROLLOUT_IN_PROGRESS', detail: 'An update is under way. The rollback takes its place.' });
  }
  if (State === 'paused' || State === 'rollback_paused') {
    warnings.push({ code: 'PAUSED', detail: 'The last update is halted. The rollback ends that.' });
  }
  const wasMissing = tasks.some(({ Spec, Status }) => taskHashOf(Spec) === specHash && Status.State === 'rejected');
  const [image] = images;
  if (wasMissing) {
    warnings.push({ code: 'IMAGE_MAYBE_GONE', detail: `A node could not get ${image?.image ?? 'its image'} before.` });
  } else if (image && !image.digest) {
    const detail = `${image.image} is named by its tag only, which may be gone or stand for another image by now.`;
    warnings.push({ code: 'IMAGE_MAYBE_GONE', detail });
  }
  const { Healthcheck, Image } = spec.TaskTemplate.ContainerSpec;
  const test = Healthcheck?.Test;
  const isOff = Array.isArray(test) && test[0] === 'NONE';
  if (isOff || (!Array.isArray(test) && !(await imageChecksHealth(Image)))) {
    warnings.push({ code: 'NO_HEALTHCHECK', detail: 'No health check is known: healthy means no more than started.' });
  }
  return warnings;
}
