import type { WorkloadKind } from '../adapter';
import type { ClusterKind } from '../schema';

/** What people read of a kind of cluster. */
export const clusterKindWords: Record<ClusterKind, { label: string; help: string }> = {
  kubernetes: { label: 'Kubernetes', help: 'Deployments, by a kubeconfig or as the pod that Fairlead runs in.' },
  'docker-swarm': { label: 'Docker Swarm', help: 'Services of a swarm, by the Engine API of a manager.' },
  'aws-ecs': { label: 'AWS ECS', help: 'Services of ECS with rolling deployments.' },
  simulated: {
    label: 'Simulation',
    help: 'A cluster inside Fairlead, to try rollbacks on. Nothing outside is called or changed.',
  },
};

export const workloadKindWords: Record<WorkloadKind, string> = {
  'k8s-deployment': 'Deployment',
  'swarm-service': 'Swarm service',
  'ecs-service': 'ECS service',
};

/** The workloads that a kind of cluster has; those of a simulation are Deployments unless it is told otherwise. */
export const workloadKindsOf: Record<ClusterKind, readonly WorkloadKind[]> = {
  kubernetes: ['k8s-deployment'],
  'docker-swarm': ['swarm-service'],
  'aws-ecs': ['ecs-service'],
  simulated: ['k8s-deployment', 'swarm-service', 'ecs-service'],
};

/** What a workload lies in; null where it lies in nothing. */
export const placeWords: Record<WorkloadKind, string | null> = {
  'k8s-deployment': 'Namespace',
  'swarm-service': null,
  'ecs-service': 'ECS cluster',
};

/** What a right is for, by its name in a check. */
export const permissionWords: Record<string, string> = {
  list: 'List workloads',
  history: 'Read earlier versions',
  rollback: 'Roll back',
  observe: 'Follow a rollback',
  verify: 'Verify what runs',
};

/** 'shop/checkout', or the name alone. */
export const workloadName = ({ namespace, name }: { namespace: string | null; name: string }) =>
  namespace ? `${namespace}/${name}` : name;
