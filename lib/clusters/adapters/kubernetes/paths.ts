import { AdapterError, type WorkloadRef } from '../../adapter';

/** Paths of the Kubernetes API. */

/** Names as Kubernetes allows them: no slash, nothing that a path would need escaped. */
const namePattern = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

function inNamespace(base: string, namespace: string | null, plural: string): string {
  return namespace === null ? `${base}/${plural}` : `${base}/namespaces/${checked(namespace)}/${plural}`;
}

export const deploymentsPath = (namespace: string | null) => inNamespace('/apis/apps/v1', namespace, 'deployments');
export const replicaSetsPath = (namespace: string) => inNamespace('/apis/apps/v1', namespace, 'replicasets');
export const podsPath = (namespace: string) => inNamespace('/api/v1', namespace, 'pods');
export const autoscalersPath = (namespace: string | null) =>
  inNamespace('/apis/autoscaling/v2', namespace, 'horizontalpodautoscalers');
export const reviewsPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** The namespace of a workload of this kind of cluster; INVALID for one of another kind. */
export function namespaceOf({ kind, namespace }: WorkloadRef): string {
  if (kind !== 'k8s-deployment' || namespace === null)
    throw new AdapterError('INVALID', 'It is no Deployment of a namespace.');
  return namespace;
}

export function deploymentPath(ref: WorkloadRef): string {
  return `${deploymentsPath(namespaceOf(ref))}/${checked(ref.name)}`;
}

function checked(name: string): string {
  if (!namePattern.test(name)) throw new AdapterError('NOT_FOUND', 'Kubernetes has no object of this name.');
  return name;
}
