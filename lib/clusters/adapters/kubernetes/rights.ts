import { z } from 'zod';
import type { PermissionName, Ping } from '../../adapter';
import { type KubernetesClient, shaped } from './client';
import { reviewsPath } from './paths';

/** What a token may do, asked of the cluster itself (reliability guide, 17). */

type Right = { verb: string; group: string; resource: string; subresource?: string };

const deployments = (verb: string): Right => ({ verb, group: 'apps', resource: 'deployments' });
const needed: Record<PermissionName, Right[]> = {
  list: [deployments('list')],
  history: [deployments('get'), { verb: 'list', group: 'apps', resource: 'replicasets' }],
  rollback: [deployments('get'), deployments('patch')],
  // Without `watch` the Deployment is read every second instead.
  observe: [deployments('get')],
  verify: [{ verb: 'list', group: '', resource: 'pods' }],
};
/** What makes it better: a live status, and the warning of an autoscaler. */
const useful: Right[] = [
  deployments('watch'),
  { verb: 'list', group: 'autoscaling', resource: 'horizontalpodautoscalers' },
];
/** What Fairlead never does, and a thief of the token would. */
const excessive: Right[] = [
  { verb: '*', group: '*', resource: '*' },
  { verb: 'get', group: '', resource: 'secrets' },
  { verb: 'list', group: '', resource: 'secrets' },
  { verb: 'create', group: '', resource: 'pods' },
  { verb: 'create', group: '', resource: 'pods', subresource: 'exec' },
  deployments('create'),
  deployments('delete'),
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
];

const versionShape = z.looseObject({ gitVersion: z.string() });
const reviewShape = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) });

/**
 * Connects, and asks for each right in `namespace`, or everywhere. A right that is limited to names (`resourceNames`) counts as missing,
 * for the question names no object.
 */
export async function pingCluster(
  client: KubernetesClient,
  namespace: string | null,
  signal: AbortSignal,
): Promise<Ping> {
  const { gitVersion } = shaped(versionShape, await client.get('/version', signal));
  const asked = new Map<string, Promise<boolean>>();
  const may = (right: Right): Promise<boolean> => {
    const name = nameOf(right, namespace);
    const answer = asked.get(name) ?? review(client, right, namespace, signal);
    asked.set(name, answer);
    return answer;
  };
  const missing = new Set<string>();
  const check = async (rights: Right[]): Promise<boolean> => {
    const answers = await Promise.all(rights.map(may));
    for (const [index, right] of rights.entries()) if (!answers[index]) missing.add(nameOf(right, namespace));
    return answers.every(Boolean);
  };
  const [list, history, rollback, observe, verify] = await Promise.all([
    check(needed.list),
    check(needed.history),
    check(needed.rollback),
    check(needed.observe),
    check(needed.verify),
    check(useful),
  ]);
  const excess = await Promise.all(
    excessive.map(async (right) => ((await may(right)) ? nameOf(right, namespace) : null)),
  );
  return {
    version: gitVersion,
    permissions: { list, history, rollback, observe, verify },
    missing: [...missing],
    excess: excess.filter((name) => name !== null),
  };
}

async function review(
  client: KubernetesClient,
  { verb, group, resource, subresource }: Right,
  namespace: string | null,
  signal: AbortSignal,
): Promise<boolean> {
  const resourceAttributes = {
    verb,
    group,
    resource,
    ...(subresource ? { subresource } : {}),
    namespace: namespace ?? '',
  };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  return shaped(reviewShape, await client.post(reviewsPath, body, signal)).status.allowed;
}

/** 'pods/exec: create in namespace shop'. */
function nameOf({ verb, resource, subresource }: Right, namespace: string | null): string {
  const what = subresource ? `${resource}/${subresource}` : resource;
  return `${what}: ${verb} ${namespace === null ? 'in every namespace' : `in namespace ${namespace}`}`;
}
