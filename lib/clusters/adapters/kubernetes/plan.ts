import { now } from '@/lib/core/time';
import { AdapterError, type AdapterPlan, type Marker, type WorkloadRef } from '../../adapter';
import { changesBetween } from './changes';
import type { KubernetesClient } from './client';
import { type Autoscaler, autoscalerShape, type Deployment, templateHash } from './objects';
import { fieldManager, isRefusedPatch, type Payload, patchOf } from './patch';
import { autoscalersPath, deploymentPath } from './paths';
import { readDeployment, readHistory, versionOf } from './revisions';
import { warningsFor } from './warnings';

/** Stands in for the marker that is not known while planning. */
const rehearsal: Marker = { rollbackId: 'dry-run', actor: 'dry-run', reason: 'dry run' };

/** Works out the way back to `key`, and has the cluster rehearse it. Writes nothing. */
export async function planRollback(
  client: KubernetesClient,
  ref: WorkloadRef,
  key: string,
  signal: AbortSignal,
): Promise<AdapterPlan> {
  const [seen, autoscalers] = await Promise.all([
    readHistory(client, ref, signal),
    readAutoscalers(client, ref.namespace, signal),
  ]);
  const { deployment, versions } = seen;
  const target = versionOf(seen, key);
  const from = versions.find(({ revision }) => revision.current)?.revision ?? target.revision;
  const { revision: to, template } = target;
  const noop = to.specHash === from.specHash;
  const image = to.images.map((each) => each.image).join(', ');
  const payload: Payload = { uid: deployment.metadata.uid, from: deployment.spec.template, to: template, image };
  const rehearsed = noop ? null : await rehearse(client, ref, deployment, payload, signal);
  return {
    from,
    to,
    noop,
    warnings: warningsFor(deployment, template, to.createdAt, autoscalers, now()),
    steps: noop ? ['This version runs already: nothing is changed.'] : stepsOf(deployment, to.number, image, rehearsed),
    changes: changesBetween(payload.from, template),
    lock: { token: `${deployment.metadata.uid}:${templateHash(deployment.spec.template)}` },
    payload,
  };
}

/** Autoscalers of a namespace, or of all; none where the credentials may not list them or the cluster has no such thing. */
export async function readAutoscalers(
  client: KubernetesClient,
  namespace: string | null,
  signal: AbortSignal,
): Promise<Autoscaler[]> {
  try {
    return await client.list(autoscalersPath(namespace), autoscalerShape, signal);
  } catch (error) {
    if (error instanceof AdapterError && ['FORBIDDEN', 'NOT_FOUND'].includes(error.code)) return [];
    throw error;
  }
}

/** Lets the cluster work the patch out without keeping it. 'no-dry-run': an admission webhook takes no part in dry runs (400). */
async function rehearse(
  client: KubernetesClient,
  ref: WorkloadRef,
  deployment: Deployment,
  payload: Payload,
  signal: AbortSignal,
): Promise<'accepted' | 'no-dry-run'> {
  try {
    const path = `${deploymentPath(ref)}?dryRun=All&fieldManager=${fieldManager}`;
    await client.jsonPatch(path, patchOf(payload, rehearsal, deployment), signal);
    return 'accepted';
  } catch (error) {
    if (error instanceof AdapterError && error.http === 400) return 'no-dry-run';
    if (!isRefusedPatch(error)) throw error;
    const again = await readDeployment(client, ref, signal);
    if (again.metadata.uid === payload.uid && templateHash(again.spec.template) === templateHash(payload.from))
      throw new AdapterError('INVALID', error.message, error.http);
    throw new AdapterError('CONFLICT', 'The Deployment was changed while the plan was made. Plan again.');
  }
}

function stepsOf(
  { metadata, spec }: Deployment,
  number: string | undefined,
  image: string,
  rehearsed: 'accepted' | 'no-dry-run' | null,
): string[] {
  const appliers = (metadata.managedFields ?? [])
    .filter(({ operation, manager }) => operation === 'Apply' && manager !== undefined && manager !== fieldManager)
    .map(({ manager }) => manager);
  const pods = `${spec.replicas} ${spec.replicas === 1 ? 'pod' : 'pods'}`;
  return [
    `Replace the pod template of Deployment ${metadata.namespace}/${metadata.name} by that of revision ${number ?? 'unknown'} (${image}), unless it was changed since this plan.`,
    'Write the reason into its change cause. Replicas stay as they are.',
    `Watch until ${pods} of that version are available.`,
    'Verify by the images of the pods that run.',
    rehearsed === 'accepted'
      ? 'The cluster accepted this change in a dry run.'
      : 'The cluster could not rehearse this change: an admission webhook takes no part in dry runs.',
    appliers.length > 0
      ? `Afterwards kubectl apply --server-side by ${appliers.join(', ')} reports a conflict with ${fieldManager}, until it is run with --force-conflicts.`
      : 'Afterwards applying the newer manifest again brings the newer version back without a word.',
  ];
}
