import { z } from 'zod';
import { environmentName } from '@/lib/catalog/schema';
import { requiredText, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, pageSchema } from '@/lib/core/paging';
import { type ClusterConnection, clusterKinds } from '../schema';

const pem = requiredText(64 * 1024);
const name = requiredText(100).describe('How people know it');

/** Body of POST /api/v1/clusters (api.md, Clusters and rollbacks). Nothing of it is ever answered again but name and kind. */
export const clusterBody = z.discriminatedUnion('kind', [
  z.strictObject({
    name,
    kind: z.literal('kubernetes'),
    kubeconfig: requiredText(256 * 1024)
      .nullish()
      .describe('The text of a kubeconfig with server, CA and token or client certificate; exec plugins are refused'),
    in_cluster: z.boolean().default(false).describe('Use the service account of the pod that Fairlead runs in'),
  }),
  z.strictObject({
    name,
    kind: z.literal('docker-swarm'),
    endpoint: requiredText(500).describe('unix:///var/run/docker.sock, or tcp://host:2376 with tls'),
    tls: z.strictObject({ ca: pem, cert: pem, key: pem }).nullish(),
  }),
  z.strictObject({
    name,
    kind: z.literal('aws-ecs'),
    region: requiredText(40),
    endpoint: text(500).nullish(),
    access_key_id: text(200).nullish(),
    secret_access_key: text(500).nullish(),
    role_arn: text(500).nullish(),
    external_id: text(500).nullish(),
  }),
  z.strictObject({ name, kind: z.literal('simulated') }),
]);
export type ClusterBody = z.output<typeof clusterBody>;

/** The connection that a body describes, as it is sealed. */
export function connectionOf(body: ClusterBody): ClusterConnection {
  switch (body.kind) {
    case 'kubernetes':
      return { kind: body.kind, kubeconfig: body.kubeconfig ?? null, inCluster: body.in_cluster };
    case 'docker-swarm':
      return { kind: body.kind, endpoint: body.endpoint, tls: body.tls ?? null };
    case 'aws-ecs':
      return {
        kind: body.kind,
        region: body.region,
        endpoint: body.endpoint ?? null,
        accessKeyId: body.access_key_id ?? null,
        secretAccessKey: body.secret_access_key ?? null,
        roleArn: body.role_arn ?? null,
        externalId: body.external_id ?? null,
      };
    case 'simulated':
      return { kind: body.kind };
  }
}

export const clusterIdInput = z.strictObject({ id: z.uuid() });

/** A cluster that exists already: a new name, and a new connection where one is given. */
export const editClusterInput = z.strictObject({ id: z.uuid(), name, connection: clusterBody.nullish() });

const rights = z.record(z.string(), z.boolean());

/** What a check found: the answer of POST …/check. */
export const checkAnswer = z.object({
  ok: z.boolean(),
  version: z.string().nullable(),
  permissions: rights,
  missing: z.array(z.string()).describe('Rights that it lacks, as the cluster names them'),
  excess: z.array(z.string()).describe('Rights that it has and does not need'),
  error: z.string().nullable(),
});
export type CheckAnswer = z.infer<typeof checkAnswer>;

export const clusterAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(clusterKinds),
  address: z.string().describe('Where it is, without anything secret'),
  checked_at: z.iso.datetime().nullable(),
  check: checkAnswer.nullable(),
  workloads: z.int().describe('How many workloads are linked to services'),
});
export type ClusterAnswer = z.infer<typeof clusterAnswer>;

export const clusterPage = pageSchema(clusterAnswer);
export const listClustersQuery = z.strictObject(pageFields);
export const createdCluster = z.object({ id: z.uuid() });

const workloadKind = z.enum(['k8s-deployment', 'swarm-service', 'ecs-service']);

export const workloadAnswer = z.object({
  kind: workloadKind,
  namespace: z.string().nullable(),
  name: z.string(),
  images: z.array(z.string()),
  desired: z.int(),
  ready: z.int(),
  paused: z.boolean(),
  owned_by: z.string().nullable(),
  linked_to: z.array(z.object({ service: z.string(), environment: z.string() })),
  suggested: z.string().nullable().describe('The service that its name or image suggests'),
});
export type WorkloadAnswer = z.infer<typeof workloadAnswer>;
export const workloadsAnswer = z.object({ items: z.array(workloadAnswer) });
export const workloadsQuery = z.strictObject({ namespace: text(253).optional() });

/** Body of PUT /api/v1/services/{slug}/targets/{environment}. */
export const targetBody = z.strictObject({
  cluster: z.uuid(),
  kind: workloadKind,
  namespace: text(253).nullish(),
  name: requiredText(255),
});
export const targetParams = z.strictObject({ slug: serviceSlug, environment: environmentName });
export const linkTargetInput = z.strictObject({ ...targetParams.shape, ...targetBody.shape });
export const targetAnswer = z.object({ service: z.string(), environment: z.string(), ...targetBody.shape });
