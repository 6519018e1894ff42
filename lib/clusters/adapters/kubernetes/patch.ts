import { z } from 'zod';
import { AdapterError, type AdapterPlan, type Applied, type Marker, type WorkloadRef } from '../../adapter';
import { type KubernetesClient, type PatchOperation, shaped } from './client';
import { bareTemplate, type Deployment, deploymentShape, templateHash, templateShape } from './objects';
import { deploymentPath } from './paths';
import { readDeployment } from './revisions';

/** All that carrying out a plan needs. Templates hold the values of environment variables. */
const payloadShape = z.strictObject({
  uid: z.string(),
  from: templateShape,
  to: templateShape,
  /** How the target is called in the change cause. */
  image: z.string(),
});
export type Payload = z.infer<typeof payloadShape>;

/** Where observation begins: what a status must have seen, and which template it is about. */
const tokenShape = z.strictObject({
  uid: z.string(),
  generation: z.number(),
  specHash: z.string(),
  /** To the second, by the cluster's clock; null where the cluster does not say. */
  patchedAt: z.string().nullable(),
});

export const fieldManager = 'fairlead';
const markerAnnotation = 'fairlead/rollback-id';
const mostCauseCharacters = 1_000;
const mostAttempts = 3;

/**
 * The patch of release control guide 3.2: nothing happens unless uid and the whole template are still those of the plan. Single
 * annotations are added; into a Deployment without any the map itself is, and then only while nothing else was written.
 */
export function patchOf(payload: Payload, marker: Marker, before: Deployment): PatchOperation[] {
  const cause = `rollback to ${payload.image}: ${marker.reason}`.slice(0, mostCauseCharacters);
  const { annotations, resourceVersion } = before.metadata;
  const added: PatchOperation[] = annotations
    ? [
        { op: 'add', path: '/metadata/annotations/kubernetes.io~1change-cause', value: cause },
        { op: 'add', path: '/metadata/annotations/fairlead~1rollback-id', value: marker.rollbackId },
      ]
    : [
        { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
        {
          op: 'add',
          path: '/metadata/annotations',
          value: { 'kubernetes.io/change-cause': cause, [markerAnnotation]: marker.rollbackId },
        },
      ];
  return [
    { op: 'test', path: '/metadata/uid', value: payload.uid },
    { op: 'test', path: '/spec/template', value: payload.from },
    { op: 'replace', path: '/spec/template', value: bareTemplate(payload.to) },
    ...added,
  ];
}

/**
 * Makes the change of a plan, once. A patch that the server does not carry out (422 without a word, or 409 under load) is followed by
 * another look: CONFLICT when the Deployment is no longer the plan's, PAUSED when it is paused, INVALID when it is neither.
 */
export async function applyPlan(
  client: KubernetesClient,
  ref: WorkloadRef,
  plan: AdapterPlan,
  marker: Marker,
  signal: AbortSignal,
): Promise<Applied> {
  if (plan.noop) throw new AdapterError('INVALID', 'The target runs already: there is nothing to change.');
  const payload = payloadOf(plan);
  for (let attempt = 1; ; attempt += 1) {
    const before = await readDeployment(client, ref, signal);
    if (isDone(before, payload, marker)) return applied(before, true);
    if (before.spec.paused) throw new AdapterError('PAUSED', 'The Deployment is paused. Resume it, then roll back.');
    try {
      const path = `${deploymentPath(ref)}?fieldManager=${fieldManager}`;
      const after = await client.jsonPatch(path, patchOf(payload, marker, before), signal);
      return applied(shaped(deploymentShape, after), false);
    } catch (error) {
      if (!isRefusedPatch(error)) throw error;
      const again = await readDeployment(client, ref, signal);
      if (isDone(again, payload, marker)) return applied(again, true);
      const mayRetry = error.http === 409 || again.spec.paused || !before.metadata.annotations;
      if (!mayRetry || attempt === mostAttempts) throw new AdapterError('INVALID', error.message, error.http);
    }
  }
}

/** Did this plan reach the cluster under this marker? Null: no, and it still could. CONFLICT: something else came. */
export async function findApplied(
  client: KubernetesClient,
  ref: WorkloadRef,
  plan: AdapterPlan,
  marker: Marker,
  signal: AbortSignal,
): Promise<Applied | null> {
  const found = await readDeployment(client, ref, signal);
  return isDone(found, payloadOf(plan), marker) ? applied(found, true) : null;
}

/** What `rollback` gave to begin observing from. INVALID for what another adapter gave. */
export function tokenOf(text: string): z.infer<typeof tokenShape> {
  return parsed(tokenShape, () => JSON.parse(text));
}

function payloadOf({ payload }: AdapterPlan): Payload {
  return parsed(payloadShape, () => payload);
}

function parsed<T>(shape: z.ZodType<T>, read: () => unknown): T {
  try {
    return shape.parse(read());
  } catch {
    // What zod or JSON say of it quotes it.
    throw new AdapterError('INVALID', 'It was not made by this adapter.');
  }
}

/** True for a refusal that does not say why: a test of the patch failed, or the server gave up after too many other writes. */
export function isRefusedPatch(error: unknown): error is AdapterError {
  return error instanceof AdapterError && (error.http === 422 || error.http === 409);
}

/** True: the target stands there under our marker. False: all is as planned. CONFLICT: neither. */
function isDone({ metadata, spec }: Deployment, payload: Payload, marker: Marker): boolean {
  const isMarked = metadata.annotations?.[markerAnnotation] === marker.rollbackId;
  const hash = templateHash(spec.template);
  if (metadata.uid === payload.uid) {
    if (hash === templateHash(payload.to) && isMarked) return true;
    if (hash === templateHash(payload.from) && !isMarked) return false;
  }
  throw new AdapterError('CONFLICT', 'The Deployment is no longer the one of the plan: something else changed it.');
}

function applied({ metadata, spec }: Deployment, alreadyDone: boolean): Applied {
  const own = (metadata.managedFields ?? []).find(
    ({ manager, operation, subresource }) => manager === fieldManager && operation === 'Update' && !subresource,
  );
  const specHash = templateHash(spec.template);
  const token: z.infer<typeof tokenShape> = {
    uid: metadata.uid,
    generation: metadata.generation,
    specHash,
    patchedAt: own?.time ?? null,
  };
  return { token: JSON.stringify(token), lock: { token: `${metadata.uid}:${specHash}` }, alreadyDone };
}
