import { AdapterError, type ContainerImage, type Revision, type WorkloadRef } from '../../adapter';
import { type KubernetesClient, shaped } from './client';
import {
  type Deployment,
  deploymentShape,
  hashLabel,
  type ReplicaSet,
  replicaSetShape,
  selectorText,
  type Template,
  templateHash,
} from './objects';
import { deploymentPath, namespaceOf, replicaSetsPath } from './paths';

/** A Deployment with the ReplicaSets that are its own, and what can be run again. */
export type Seen = {
  deployment: Deployment;
  sets: ReplicaSet[];
  /** Newest first; exactly one is current. */
  versions: { revision: Revision; template: Template; set: ReplicaSet | null }[];
};

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const causeAnnotation = 'kubernetes.io/change-cause';

export async function readDeployment(
  client: KubernetesClient,
  ref: WorkloadRef,
  signal: AbortSignal,
): Promise<Deployment> {
  return shaped(deploymentShape, await client.get(deploymentPath(ref), signal));
}

/** The ReplicaSets that this very Deployment controls: one of the same labels and another owner is not its history. */
export async function readSets(
  client: KubernetesClient,
  { metadata: { namespace, uid }, spec: { selector } }: Deployment,
  signal: AbortSignal,
): Promise<ReplicaSet[]> {
  const path = `${replicaSetsPath(namespace)}?labelSelector=${encodeURIComponent(selectorText(selector))}`;
  const found = await client.list(path, replicaSetShape, signal);
  return found.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid),
  );
}

/** Reads a workload and its history. NOT_FOUND when there is none. */
export async function readHistory(client: KubernetesClient, ref: WorkloadRef, signal: AbortSignal): Promise<Seen> {
  namespaceOf(ref);
  const deployment = await readDeployment(client, ref, signal);
  return historyOf(deployment, await readSets(client, deployment, signal));
}

/**
 * What a Deployment and its ReplicaSets say of its versions. Current is the oldest ReplicaSet with the Deployment's own template, as the
 * controller chooses it; while the controller has made none yet, the template itself is shown as a revision without a number.
 */
export function historyOf(deployment: Deployment, sets: ReplicaSet[]): Seen {
  const current = currentSet(deployment, sets);
  const versions = [...sets]
    .sort((a, b) => Number(b === current) - Number(a === current) || numberOf(b) - numberOf(a) || byAge(b, a))
    .map((set) => ({
      revision: revisionOf(set.spec.template, set, set === current),
      template: set.spec.template,
      set,
    }));
  if (current) return { deployment, sets, versions };
  const { template } = deployment.spec;
  return {
    deployment,
    sets,
    versions: [{ revision: revisionOf(template, null, true), template, set: null }, ...versions],
  };
}

/** The ReplicaSet that a Deployment's template belongs to, once the controller has one. */
export function currentSet({ spec }: Deployment, sets: ReplicaSet[]): ReplicaSet | undefined {
  const wanted = templateHash(spec.template);
  return [...sets].sort(byAge).find((set) => templateHash(set.spec.template) === wanted);
}

/** The version of a key. NO_PREVIOUS when the cluster no longer has it. */
export function versionOf({ versions }: Seen, key: string): Seen['versions'][number] {
  const found = versions.find(({ revision }) => revision.key === key);
  if (found) return found;
  const message =
    versions.length > 1
      ? 'The cluster no longer keeps this revision (spec.revisionHistoryLimit).'
      : 'This Deployment has run no other revision that the cluster still keeps.';
  throw new AdapterError('NO_PREVIOUS', message);
}

/** The images of a template; a digest that is part of an image is named apart. */
export function imagesOf({ spec }: Pick<Template, 'spec'>): ContainerImage[] {
  return spec.containers.map(({ name, image = '' }) => {
    const [, digest] = image.split('@');
    return { container: name, image, ...(digest === undefined ? {} : { digest }) };
  });
}

function revisionOf(template: Template, set: ReplicaSet | null, current: boolean): Revision {
  const specHash = templateHash(template);
  const { annotations, creationTimestamp, labels, name } = set?.metadata ?? {};
  const number = annotations?.[revisionAnnotation];
  const changeCause = annotations?.[causeAnnotation];
  return {
    key: set ? `${name}/${labels?.[hashLabel] ?? ''}` : `template/${specHash}`,
    ...(number === undefined ? {} : { number }),
    images: imagesOf(template),
    ...(creationTimestamp === undefined ? {} : { createdAt: new Date(creationTimestamp) }),
    ...(changeCause === undefined ? {} : { changeCause }),
    current,
    specHash,
    source: 'cluster',
  };
}

function numberOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return (
    (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '') ||
    a.metadata.name.localeCompare(b.metadata.name)
  );
}
