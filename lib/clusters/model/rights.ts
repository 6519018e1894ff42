import type { ClusterKind } from '../schema';

/** What to paste where, so that Fairlead has the rights that it needs and no more. `where` says who runs it. */
export type RightsSnippet = { label: string; where: string; code: string };

const lines = (...rows: string[]) => rows.join('\n');

/**
 * The least rights with which Fairlead can roll back on such a cluster (reliability guide, 17), ready to paste; none where the cluster knows no
 * rights. `namespace`: of Kubernetes, the one that the workloads are in.
 */
export function rightsFor(kind: ClusterKind, namespace = 'shop'): RightsSnippet[] {
  switch (kind) {
    case 'kubernetes':
      return [
        {
          label: 'fairlead-role.yaml',
          where: `Apply it once for each namespace, with kubectl apply -f fairlead-role.yaml; put your own in place of ${namespace}.`,
          code: kubernetesRole(namespace),
        },
        {
          label: 'Shell: print the kubeconfig to paste here',
          where:
            'Run it where kubectl reaches the cluster. The token ends after 90 days; then replace the connection with a new one.',
          code: kubeconfigCommand(namespace),
        },
      ];
    case 'aws-ecs':
      return [
        {
          label: 'IAM policy of the role that Fairlead assumes',
          where: 'Put your region, account and ECS cluster in place of eu-central-1, 123456789012 and shop.',
          code: ecsPolicy(),
        },
      ];
    case 'docker-swarm':
    case 'simulated':
      return [];
  }
}

function kubernetesRole(namespace: string): string {
  return lines(
    'apiVersion: v1',
    'kind: ServiceAccount',
    `metadata: {name: fairlead, namespace: ${namespace}}`,
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: Role',
    `metadata: {name: fairlead, namespace: ${namespace}}`,
    'rules:',
    '  - {apiGroups: [apps], resources: [deployments], verbs: [get, list, watch, patch]}',
    '  - {apiGroups: [apps], resources: [replicasets], verbs: [list]}',
    "  - {apiGroups: [''], resources: [pods], verbs: [list, watch]}",
    '  - {apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [list]}',
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: RoleBinding',
    `metadata: {name: fairlead, namespace: ${namespace}}`,
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: fairlead}',
    'subjects:',
    `  - {kind: ServiceAccount, name: fairlead, namespace: ${namespace}}`,
  );
}

function kubeconfigCommand(namespace: string): string {
  return lines(
    "SERVER=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')",
    "CA=$(kubectl config view --minify --raw --flatten -o jsonpath='{.clusters[0].cluster.certificate-authority-data}')",
    `TOKEN=$(kubectl -n ${namespace} create token fairlead --duration=2160h)`,
    'cat <<END',
    'apiVersion: v1',
    'kind: Config',
    'current-context: fairlead',
    'clusters: [{name: cluster, cluster: {server: "$SERVER", certificate-authority-data: "$CA"}}]',
    'users: [{name: fairlead, user: {token: "$TOKEN"}}]',
    'contexts: [{name: fairlead, context: {cluster: cluster, user: fairlead}}]',
    'END',
  );
}

function ecsPolicy(): string {
  const arn = (kind: string, name: string) => `arn:aws:ecs:eu-central-1:123456789012:${kind}/${name}`;
  const cluster = arn('cluster', 'shop');
  const inCluster = { ArnEquals: { 'ecs:cluster': cluster } };
  const statements = [
    {
      Sid: 'ListAndReadDefinitions',
      Effect: 'Allow',
      Action: ['ecs:ListClusters', 'ecs:ListTaskDefinitions', 'ecs:DescribeTaskDefinition'],
      Resource: '*',
    },
    {
      Sid: 'ReadServices',
      Effect: 'Allow',
      Action: [
        'ecs:ListServices',
        'ecs:DescribeServices',
        'ecs:ListServiceDeployments',
        'ecs:DescribeServiceRevisions',
        'ecs:ListTasks',
        'ecs:DescribeTasks',
      ],
      Resource: '*',
      Condition: inCluster,
    },
    {
      Sid: 'RollBack',
      Effect: 'Allow',
      Action: ['ecs:UpdateService', 'ecs:StopServiceDeployment'],
      Resource: [arn('service', 'shop/*'), arn('service-deployment', 'shop/*')],
      Condition: inCluster,
    },
    {
      Sid: 'HandOnTaskRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: ['arn:aws:iam::123456789012:role/the-task-role', 'arn:aws:iam::123456789012:role/the-execution-role'],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);
}
