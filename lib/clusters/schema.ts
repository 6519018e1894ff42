import { z } from 'zod';
import { text } from '@/lib/core/fields';

export const clusterKinds = ['kubernetes', 'docker-swarm', 'aws-ecs', 'simulated'] as const;
export type ClusterKind = (typeof clusterKinds)[number];

const pem = text(64 * 1024);

/** How to reach a Kubernetes cluster: the text of a kubeconfig, or the account of the pod that Fairlead runs in. */
export const kubernetesConnection = z.strictObject({
  kind: z.literal('kubernetes'),
  /** Server, certificate authority and token or client certificate; `exec` and auth-provider are refused. */
  kubeconfig: text(256 * 1024).nullable(),
  inCluster: z.boolean().default(false),
});

/** How to reach the Engine API of a swarm manager: unix:///var/run/docker.sock, or tcp:// with TLS. */
export const swarmConnection = z.strictObject({
  kind: z.literal('docker-swarm'),
  endpoint: text(500),
  tls: z.strictObject({ ca: pem, cert: pem, key: pem }).nullable(),
});

/** How to reach ECS; without keys the SDK's own chain is asked (role of the instance, environment). */
export const ecsConnection = z.strictObject({
  kind: z.literal('aws-ecs'),
  region: text(40),
  endpoint: text(500).nullable(),
  accessKeyId: text(200).nullable(),
  secretAccessKey: text(500).nullable(),
  roleArn: text(500).nullable(),
  externalId: text(500).nullable(),
});

export const simulatedConnection = z.strictObject({ kind: z.literal('simulated') });

/** What is kept sealed of a cluster. */
export const clusterConnection = z.discriminatedUnion('kind', [
  kubernetesConnection,
  swarmConnection,
  ecsConnection,
  simulatedConnection,
]);
export type ClusterConnection = z.infer<typeof clusterConnection>;
export type ConnectionOf<K extends ClusterKind> = Extract<ClusterConnection, { kind: K }>;
