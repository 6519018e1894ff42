import type { ClusterAdapter, Workload } from '../adapter';
import type { ConnectionOf } from '../schema';
import { kubernetesClient } from './kubernetes/client';
import { accessOf } from './kubernetes/connection';
import { type Autoscaler, type Deployment, deploymentShape } from './kubernetes/objects';
import { observeRollout, type Pace, usualPace } from './kubernetes/observe';
import { applyPlan, findApplied } from './kubernetes/patch';
import { deploymentsPath } from './kubernetes/paths';
import { planRollback, readAutoscalers } from './kubernetes/plan';
import { imagesOf, readHistory } from './kubernetes/revisions';
import { pingCluster } from './kubernetes/rights';
import { verifyPods } from './kubernetes/verify';
import { autoscalerOf, ownerOf } from './kubernetes/warnings';

const mostListed = 2_000;

/** Deployments of one Kubernetes cluster (release control guide, 3). Nothing is stored or sent before the first call. */
export function kubernetes(connection: ConnectionOf<'kubernetes'>, pace: Pace = usualPace): ClusterAdapter {
  const client = kubernetesClient(connection);
  return {
    kind: 'kubernetes',
    ping: (namespace, signal) => pingCluster(client, namespace, signal),
    list: async (namespace, signal) => {
      const [deployments, autoscalers] = await Promise.all([
        client.list(deploymentsPath(namespace), deploymentShape, signal, mostListed),
        readAutoscalers(client, namespace, signal),
      ]);
      return deployments.map((deployment) => workloadOf(deployment, autoscalers));
    },
    history: async (ref, _stored, signal) =>
      (await readHistory(client, ref, signal)).versions.map(({ revision }) => revision),
    planRollback: (ref, key, _stored, signal) => planRollback(client, ref, key, signal),
    rollback: (ref, plan, marker, signal) => applyPlan(client, ref, plan, marker, signal),
    wasApplied: (ref, plan, marker, signal) => findApplied(client, ref, plan, marker, signal),
    observe: (ref, token, signal) => observeRollout(client, ref, token, signal, pace),
    verify: (ref, want, signal) => verifyPods(client, ref, want, signal),
  };
}

/** Host and port that a connection calls; throws what `accessOf` refuses. Calls nothing. */
export async function serverOf(connection: ConnectionOf<'kubernetes'>): Promise<string> {
  return (await accessOf(connection)).url.host;
}

function workloadOf(deployment: Deployment, autoscalers: Autoscaler[]): Workload {
  const { metadata, spec, status } = deployment;
  const ownedBy = ownerOf(deployment);
  const autoscaler = autoscalerOf(deployment, autoscalers);
  return {
    ref: { kind: 'k8s-deployment', namespace: metadata.namespace, name: metadata.name },
    images: imagesOf(spec.template),
    desired: spec.replicas,
    ready: status.readyReplicas,
    paused: spec.paused,
    ...(ownedBy ? { ownedBy } : {}),
    ...(autoscaler ? { autoscaler } : {}),
  };
}
