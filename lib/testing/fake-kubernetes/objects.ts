import { canonicalJson } from '@/lib/core/canonical-json';

/** The objects that the fake keeps; what it does not look into stays as it was sent. */
export type Labels = Record<string, string>;
export type ManagedField = {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: Record<string, unknown>;
  subresource?: string;
};
export type Metadata = {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Labels;
  annotations?: Labels;
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller: boolean }[];
  managedFields?: ManagedField[];
};
export type Condition = {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastUpdateTime?: string;
  lastTransitionTime: string;
};
export type Container = { name: string; image: string; [field: string]: unknown };
export type Template = {
  metadata?: { labels?: Labels; annotations?: Labels; [field: string]: unknown };
  spec: { containers: Container[]; [field: string]: unknown };
};
export type Selector = {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
};

export type Kubernetes = { apiVersion: string; kind: string; metadata: Metadata };
export type Deployment = Kubernetes & {
  spec: {
    replicas: number;
    selector: Selector;
    template: Template;
    paused?: boolean;
    minReadySeconds?: number;
    progressDeadlineSeconds: number;
    revisionHistoryLimit: number;
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: Condition[];
  };
};
export type ReplicaSet = Kubernetes & {
  spec: { replicas: number; selector: Selector; template: Template };
  status: { replicas: number; readyReplicas?: number; availableReplicas?: number; conditions?: Condition[] };
};
export type ContainerStatus = {
  name: string;
  image: string;
  imageID: string;
  ready: boolean;
  restartCount: number;
  state: Record<string, { reason?: string; message?: string; [field: string]: unknown }>;
};
export type Pod = Kubernetes & {
  spec: Template['spec'];
  status: { phase: string; conditions: Condition[]; containerStatuses: ContainerStatus[] };
};

export const hashLabel = 'pod-template-hash';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** The template as the controller compares it: without the label that it adds itself. */
export function comparable(template: Template): string {
  const { [hashLabel]: _own, ...labels } = template.metadata?.labels ?? {};
  return canonicalJson({ ...template, metadata: { ...template.metadata, labels } });
}

/** Does a label selector in its text form (`a=b,c in (d,e),!f`) choose these labels? */
export function selects(selector: string | null, labels: Labels = {}): boolean {
  const parts = (selector ?? '').split(/,(?![^(]*\))/).filter((part) => part.trim() !== '');
  return parts.every((part) => {
    const [, key = '', not, list = ''] = /^\s*([^\s=!]+)\s+(not)?in\s+\(([^)]*)\)\s*$/.exec(part) ?? [];
    if (key) {
      const isIn = list
        .split(',')
        .map((value) => value.trim())
        .includes(labels[key] ?? '\0');
      return not ? !isIn : isIn;
    }
    const [, name = '', sign, value] = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(\S*)\s*$/.exec(part) ?? [];
    if (sign) return sign === '!=' ? labels[name] !== value : labels[name] === value;
    const bare = part.trim();
    return bare.startsWith('!') ? !(bare.slice(1) in labels) : bare in labels;
  });
}
