import type { ClusterAdapter, Revision, WorkloadRef } from '../../adapter';
import type { KubernetesClient } from './client';
import { type Pod, podShape, selectorText, templateHash } from './objects';
import { podsPath } from './paths';
import { readDeployment, readSets } from './revisions';

type Verdict = Awaited<ReturnType<ClusterAdapter['verify']>>;

/**
 * Judges by the pods: as many as wanted are ready under the wanted template, with the wanted digest where one is known, and none of
 * another template is left but those that end already. FORBIDDEN without the right to list pods: nothing else would be proof.
 */
export async function verifyPods(
  client: KubernetesClient,
  ref: WorkloadRef,
  want: Revision,
  signal: AbortSignal,
): Promise<Verdict> {
  const deployment = await readDeployment(client, ref, signal);
  const sets = await readSets(client, deployment, signal);
  const path = `${podsPath(deployment.metadata.namespace)}?labelSelector=${encodeURIComponent(selectorText(deployment.spec.selector))}`;
  const listed = await client.list(path, podShape, signal);
  const setOf = (pod: Pod) =>
    sets.find(({ metadata }) => pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));
  // What has ended runs nothing, and a pod of another owner is not ours to judge.
  const own = listed.filter((pod) => setOf(pod) && !['Succeeded', 'Failed'].includes(pod.status.phase));
  const live = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const isWanted = (pod: Pod) => {
    const set = setOf(pod);
    return set !== undefined && templateHash(set.spec.template) === want.specHash;
  };
  const wanted = live.filter(isWanted);
  const others = live.length - wanted.length;
  const ready = wanted.filter(isReady);
  const wrong = ready.filter((pod) => !hasDigests(pod, want));
  const desired = deployment.spec.replicas;
  const problems = [
    templateHash(deployment.spec.template) === want.specHash ? null : 'The Deployment asks for another version.',
    others > 0 ? `${podsText(others)} of another version ${others === 1 ? 'is' : 'are'} left.` : null,
    ready.length < desired ? `${ready.length} of ${desired} pods of this version are ready.` : null,
    wrong.length > 0 ? `${podsText(wrong.length)} run another digest than the one that was asked for.` : null,
  ].filter((problem) => problem !== null);
  const ending = own.length - live.length;
  const notes = [
    `${ready.length} of ${desired} pods run this version.`,
    desired === 0 ? 'The Deployment is scaled to none: nothing runs that could be checked.' : null,
    ending > 0 ? `${podsText(ending)} of before ${ending === 1 ? 'is' : 'are'} still ending.` : null,
    digestCount(ready) > want.images.length ? 'One tag stands for several digests among them.' : null,
  ].filter((note) => note !== null);
  const ok = problems.length === 0;
  return { ok, running: runningImages(live), detail: (ok ? notes : problems).join(' ') };
}

function isReady({ status }: Pod): boolean {
  return status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** True unless a container runs another digest than the one that its image was pinned to. */
function hasDigests({ status }: Pod, want: Revision): boolean {
  return want.images.every(({ container, digest }) => {
    const found = status.containerStatuses.find(({ name }) => name === container);
    return digest === undefined || digestOf(found?.imageID ?? '') === digest;
  });
}

function digestCount(pods: Pod[]): number {
  return new Set(pods.flatMap(({ status }) => status.containerStatuses.map(({ imageID }) => digestOf(imageID)))).size;
}

/** Images of the containers that run now, with their digest, most frequent first. */
function runningImages(pods: Pod[]): Verdict['running'] {
  const counts = new Map<string, number>();
  for (const { spec, status } of pods) {
    for (const { name, image = '' } of spec.containers) {
      const found = status.containerStatuses.find((each) => each.name === name);
      if (!found?.state?.running) continue;
      const digest = digestOf(found.imageID);
      const text = digest === '' || image.includes('@') ? image : `${image}@${digest}`;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  return [...counts].map(([image, count]) => ({ image, count })).sort((a, b) => b.count - a.count);
}

function digestOf(imageId: string): string {
  return /sha256:[0-9a-f]{64}$/.exec(imageId)?.[0] ?? '';
}

function podsText(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}
