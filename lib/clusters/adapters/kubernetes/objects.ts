import { z } from 'zod';
import { canonicalJson } from '@/lib/core/canonical-json';
import { sha256 } from '@/lib/core/ids';

/**
 * The parts of Kubernetes objects that are read. What is not named here is kept: templates are written back byte for byte, with fields
 * that no client of today knows (release control guide, 3).
 */

const labels = z.record(z.string(), z.string()).optional();
const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastUpdateTime: z.string().optional(),
});
const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().default(''),
  uid: z.string(),
  resourceVersion: z.string().optional(),
  generation: z.number().default(0),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
  labels,
  annotations: labels,
  ownerReferences: z.array(z.looseObject({ uid: z.string(), controller: z.boolean().optional() })).optional(),
  managedFields: z
    .array(
      z.looseObject({
        manager: z.string().optional(),
        operation: z.string().optional(),
        subresource: z.string().optional(),
        time: z.string().optional(),
        fieldsV1: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});
const container = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  imagePullPolicy: z.string().optional(),
  readinessProbe: z.unknown().optional(),
});
const template = z.looseObject({
  metadata: z.looseObject({ labels }).optional(),
  spec: z.looseObject({ containers: z.array(container) }),
});
const selector = z.looseObject({
  matchLabels: labels,
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
});
const count = z.number().default(0);

export const deploymentShape = z.looseObject({
  metadata,
  spec: z.looseObject({
    replicas: z.number().default(1),
    paused: z.boolean().default(false),
    selector,
    template,
  }),
  status: z
    .looseObject({
      observedGeneration: count,
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      conditions: z.array(condition).default([]),
    })
    .prefault({}),
});
export const replicaSetShape = z.looseObject({
  metadata,
  spec: z.looseObject({ template }),
  status: z.looseObject({ replicas: count, conditions: z.array(condition).default([]) }).prefault({}),
});
const state = z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional();
export const podShape = z.looseObject({
  metadata,
  spec: z.looseObject({ containers: z.array(container) }),
  status: z
    .looseObject({
      phase: z.string().default('Unknown'),
      conditions: z.array(condition).default([]),
      containerStatuses: z
        .array(
          z.looseObject({
            name: z.string(),
            imageID: z.string().default(''),
            ready: z.boolean().default(false),
            state: z.looseObject({ waiting: state, running: state, terminated: state }).optional(),
          }),
        )
        .default([]),
      initContainerStatuses: z
        .array(z.looseObject({ name: z.string(), state: z.looseObject({ waiting: state }).optional() }))
        .default([]),
    })
    .prefault({}),
});
export const autoscalerShape = z.looseObject({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.looseObject({
    minReplicas: z.number().default(1),
    maxReplicas: z.number(),
    scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
  }),
});

export type Deployment = z.infer<typeof deploymentShape>;
export type ReplicaSet = z.infer<typeof replicaSetShape>;
export type Pod = z.infer<typeof podShape>;
export type Autoscaler = z.infer<typeof autoscalerShape>;
export type Template = z.infer<typeof template>;

export const templateShape = template;
export const hashLabel = 'pod-template-hash';

/** The template as it would be written: without the label that the controller adds to each ReplicaSet's own. */
export function bareTemplate(found: Template): Template {
  if (!found.metadata?.labels) return found;
  const { [hashLabel]: _own, ...own } = found.metadata.labels;
  return { ...found, metadata: { ...found.metadata, labels: own } };
}

/** Identity of what a template runs; the order of keys is none of it. */
export function templateHash(found: Template): string {
  return sha256(canonicalJson(bareTemplate(found))).toString('hex');
}

/** A selector in the form of the query parameter `labelSelector`. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Deployment['spec']['selector']): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const rules = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`;
  });
  return [...equal, ...rules].join(',');
}
