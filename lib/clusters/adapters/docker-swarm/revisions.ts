import { canonicalJson } from '@/lib/core/canonical-json';
import { sha256 } from '@/lib/core/ids';
import type { AdapterPlan, ContainerImage, Revision, StoredSpec } from '../../adapter';
import { changesBetween } from '../../adapter/changes';
import { type SwarmService, type SwarmSpec, type SwarmTask, swarmSpec } from './shapes';

/** Where a rollback of ours leaves its name, so that it is recognised after a crash. */
export const markerLabel = 'fairlead.rollback-id';

/** A version of a service that can be run again. */
export type SwarmVersion = Omit<Revision, 'current' | 'spec'> & { spec: SwarmSpec };

/** What is empty is left out: the engine drops and adds empty fields as it stores a spec. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((each) => withoutEmpty(each) ?? null);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value ?? {})
    .map(([name, inner]) => [name, withoutEmpty(inner)] as const)
    .filter(([, inner]) => inner !== undefined && inner !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const hashOf = (value: unknown) => sha256(canonicalJson(withoutEmpty(value) ?? null)).toString('hex');

/**
 * The spec as a version of the service: without the marker of a rollback, the number of replicas, and the counter of forced restarts.
 */
function versionOf(spec: SwarmSpec): SwarmSpec {
  const { [markerLabel]: _marker, ...Labels } = spec.Labels ?? {};
  const { ForceUpdate: _counter, ...TaskTemplate } = spec.TaskTemplate;
  const { Replicated, ...otherModes } = spec.Mode;
  const { Replicas: _replicas, ...replicated } = Replicated ?? {};
  // An emptied mode would be left out, and a replicated service is not a global one.
  const Mode = Replicated ? { ...otherModes, Replicated: replicated, kind: 'replicated' } : spec.Mode;
  return { ...spec, Labels, TaskTemplate, Mode };
}

/** Identity of a version: a hash over all of its spec but replicas, our marker and forced restarts. */
export const keyOf = (spec: SwarmSpec): string => hashOf(versionOf(spec));

/**
 * Identity of what the tasks of a version run. Placement is left out: when only that changes, the engine keeps tasks that fit and
 * their old spec. Runtime is told of services only.
 */
export function taskHashOf(template: SwarmTask['Spec']): string {
  const { ForceUpdate: _counter, Placement: _placement, Runtime: _runtime, ...runs } = template;
  return hashOf(runs);
}

/** 'web:1.0@sha256:…' as a person reads it, and what it is pinned to. */
export function imagesOf(name: string, { ContainerSpec: { Image } }: SwarmTask['Spec']): ContainerImage[] {
  const [image = Image, digest] = Image.split('@');
  return [{ container: name, image, ...(digest ? { digest } : {}) }];
}

function versionFrom(spec: SwarmSpec, source: SwarmVersion['source'], key = keyOf(spec)): SwarmVersion {
  return {
    key,
    spec,
    source,
    images: imagesOf(spec.Name, spec.TaskTemplate),
    specHash: taskHashOf(spec.TaskTemplate),
  };
}

/** Stored specs that are none (of another program, cut off) are passed over. */
function readStored(stored: StoredSpec[]): (SwarmVersion & { firstSeenAt: Date })[] {
  return stored.flatMap(({ key, spec, firstSeenAt }) => {
    const { success, data } = swarmSpec.safeParse(spec);
    return success ? [{ ...versionFrom(data, 'our-history', key), firstSeenAt }] : [];
  });
}

/**
 * Every version that is known of a service: the current one first, then the one that the engine would go back to, then what we kept,
 * and last what only tasks tell of, newest first. Of the latter the engine knows what ran, and not the labels and ports around it:
 * those are taken from the current spec.
 */
export function versionsOf(service: SwarmService, tasks: SwarmTask[], stored: StoredSpec[]): SwarmVersion[] {
  const { Spec, PreviousSpec } = service;
  const kept = readStored(stored).toSorted((a, b) => b.firstSeenAt.getTime() - a.firstSeenAt.getTime());
  const ran = tasks
    .toSorted((a, b) => b.CreatedAt.getTime() - a.CreatedAt.getTime())
    .map((task) => versionFrom(withTasksOf(Spec, task.Spec), 'cluster', `task-${taskHashOf(task.Spec)}`));
  const versions = [
    versionFrom(Spec, 'cluster'),
    ...(PreviousSpec ? [versionFrom(PreviousSpec, 'cluster')] : []),
    ...kept.map(({ firstSeenAt: _at, ...version }) => version),
  ];
  const distinct: SwarmVersion[] = [];
  for (const version of versions) if (!distinct.some(({ key }) => key === version.key)) distinct.push(version);
  for (const version of ran) {
    if (!distinct.some(({ specHash }) => specHash === version.specHash)) distinct.push(version);
  }
  return distinct.map((version) => {
    const createdAt = firstSeen(version, tasks, stored);
    return createdAt ? { ...version, createdAt } : version;
  });
}

function withTasksOf(spec: SwarmSpec, { Runtime: _untold, ...template }: SwarmTask['Spec']): SwarmSpec {
  const { Runtime } = spec.TaskTemplate;
  return { ...spec, TaskTemplate: Runtime === undefined ? template : { ...template, Runtime } };
}

/** The earliest that is known of a version: of its tasks the engine keeps a few, so this may be later than the truth. */
function firstSeen({ key, specHash }: SwarmVersion, tasks: SwarmTask[], stored: StoredSpec[]): Date | undefined {
  const times = [
    ...tasks.filter(({ Spec }) => taskHashOf(Spec) === specHash).map(({ CreatedAt }) => CreatedAt),
    ...stored.filter((each) => each.key === key).map(({ firstSeenAt }) => firstSeenAt),
  ];
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

/** Paths whose values may be shown. Environment, arguments, labels and options of drivers may hold secrets. */
const shown =
  /^TaskTemplate\.(ContainerSpec\.(Image|User|Dir|Init|ReadOnly|StopSignal|StopGracePeriod|Healthcheck\.(Interval|Timeout|Retries|StartPeriod)|(Secrets|Configs)\[\d+\]\.(SecretName|ConfigName|File\.Name)|Mounts\[\d+\]\.(Type|Source|Target|ReadOnly))$|(Resources|RestartPolicy|Placement|Networks)\b)|^(UpdateConfig|RollbackConfig|EndpointSpec)\./;

/** What differs between two specs, by path, without values that can hold secrets. */
export function changesOf(from: SwarmSpec, to: SwarmSpec): AdapterPlan['changes'] {
  return changesBetween(readable(from), readable(to), shown);
}

/** Variables by their names, and no field that is merely empty. */
function readable(spec: SwarmSpec): unknown {
  const { TaskTemplate, ...rest } = versionOf(spec);
  const { Env, ...ContainerSpec } = TaskTemplate.ContainerSpec;
  const variables = Array.isArray(Env) ? Object.fromEntries(Env.map((each) => splitOnce(String(each)))) : Env;
  return withoutEmpty({
    ...rest,
    TaskTemplate: { ...TaskTemplate, ContainerSpec: { ...ContainerSpec, Env: variables } },
  });
}

function splitOnce(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
