import type { ClusterKind } from './schema';

/**
 * How Fairlead speaks to one kind of cluster (release control guide, 2). An adapter reads and changes workloads and decides nothing:
 * which revision to go back to is chosen in lib/rollbacks. Every method takes a signal; a call that the signal ends rejects with
 * TIMEOUT. No adapter imports the database, and none is imported but by the registry and its tests.
 */

export const workloadKinds = ['k8s-deployment', 'swarm-service', 'ecs-service'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** A workload of one cluster. `namespace`: the namespace of Kubernetes, the ECS cluster of AWS; null for a swarm. */
export type WorkloadRef = { kind: WorkloadKind; namespace: string | null; name: string };

export type ContainerImage = { container: string; image: string; digest?: string };

/** One version that a workload ran, or could run again. */
export type Revision = {
  /** Stable while the cluster renumbers: ReplicaSet name + pod-template-hash, hash of a stored spec, ARN of a task definition. */
  key: string;
  /** For people only: Kubernetes gives a revision that is used again a new number. */
  number?: string;
  images: ContainerImage[];
  createdAt?: Date;
  changeCause?: string;
  current: boolean;
  /** Identity of what it runs; two revisions with the same one are the same version. */
  specHash: string;
  source: 'cluster' | 'our-history';
  /** The whole specification, of the current revision only and where the cluster itself forgets it (Swarm). Holds secrets. */
  spec?: unknown;
};

/** What we kept of earlier revisions of a workload whose cluster forgets them. */
export type StoredSpec = { key: string; spec: unknown; images: ContainerImage[]; firstSeenAt: Date };

/** Who would put another version back: its tool, and where that is seen. */
export type Owner = { tool: 'argocd' | 'flux' | 'helm' | 'cloudformation' | 'terraform'; detail: string };

/** Says that nothing changed since it was read: uid + template (Kubernetes), Version.Index (Swarm), id of the primary deployment (ECS). */
export type Lock = { token: string };

export type Workload = {
  ref: WorkloadRef;
  images: ContainerImage[];
  desired: number;
  ready: number;
  paused: boolean;
  ownedBy?: Owner;
  /** Replicas of a workload that an autoscaler owns are nobody else's to write. */
  autoscaler?: { min: number; max: number };
};

export const healthReasons = [
  'IMAGE_PULL',
  'CRASH_LOOP',
  'UNSCHEDULABLE',
  'DEADLINE',
  'QUOTA',
  'PROBE',
  'TASK_FAILED',
  'OTHER',
] as const;
export type HealthReason = (typeof healthReasons)[number];

export type Health = {
  phase: 'progressing' | 'healthy' | 'failed' | 'paused' | 'unknown';
  updated: number;
  available: number;
  desired: number;
  reasons: { code: HealthReason; message: string; subject: string }[];
};

export const planWarnings = [
  'GITOPS_WILL_REVERT',
  'HPA_PRESENT',
  'PAUSED',
  'IMAGE_MAYBE_GONE',
  'ROLLOUT_IN_PROGRESS',
  'NO_HEALTHCHECK',
] as const;
/** What an adapter can see. TARGET_WAS_BAD, MIGRATION_INCOMPATIBLE and FREEZE are added by lib/rollbacks. */
export type PlanWarning = { code: (typeof planWarnings)[number]; detail: string };

/** A change that was worked out and not made. `payload` is all that `rollback` needs beside it, and may hold secrets. */
export type AdapterPlan = {
  from: Revision;
  to: Revision;
  /** The target runs already. */
  noop: boolean;
  warnings: PlanWarning[];
  /** What will be done, a sentence each. */
  steps: string[];
  /** What differs between the two, by path, without values of environment variables and secrets. */
  changes: { path: string; from: string | null; to: string | null }[];
  lock: Lock;
  payload: unknown;
};

/** Written into the object where the cluster allows it, so that a process that comes after a crash can see whose change it was. */
export type Marker = { rollbackId: string; actor: string; reason: string };

export type Applied = {
  /** Where `observe` begins to look. */
  token: string;
  lock: Lock;
  /** The marker stood there before this call. */
  alreadyDone: boolean;
};

export const permissionNames = ['list', 'history', 'rollback', 'observe', 'verify'] as const;
export type PermissionName = (typeof permissionNames)[number];

export type Ping = {
  version: string;
  permissions: Record<PermissionName, boolean>;
  /** What is missing, or is more than needed, as the cluster names it: “pods: list in namespace shop”. */
  missing: string[];
  excess: string[];
};

export interface ClusterAdapter {
  readonly kind: ClusterKind;
  /** Connects, and says what the credentials may do. `namespace`: where to ask; null: everywhere. */
  ping(namespace: string | null, signal: AbortSignal): Promise<Ping>;
  /** Workloads that could be rolled back, at most 2,000. */
  list(namespace: string | null, signal: AbortSignal): Promise<Workload[]>;
  /** Newest first; exactly one is current. NOT_FOUND when there is no such workload. */
  history(ref: WorkloadRef, stored: StoredSpec[], signal: AbortSignal): Promise<Revision[]>;
  /** Reads and, where the cluster can, dry-runs; writes nothing. NO_PREVIOUS when `key` is not among what can be run again. */
  planRollback(ref: WorkloadRef, key: string, stored: StoredSpec[], signal: AbortSignal): Promise<AdapterPlan>;
  /**
   * Makes the planned change, once. CONFLICT: the workload is no longer what the plan saw, nothing was changed. TIMEOUT, UNREACHABLE:
   * not known whether it was made; ask `wasApplied`, never call again blindly.
   */
  rollback(ref: WorkloadRef, plan: AdapterPlan, marker: Marker, signal: AbortSignal): Promise<Applied>;
  /** After an answer was lost or a process died: did this plan reach the cluster? null: it did not. CONFLICT: something else changed. */
  wasApplied(ref: WorkloadRef, plan: AdapterPlan, marker: Marker, signal: AbortSignal): Promise<Applied | null>;
  /** Judges only what came after `token`. Ends after `healthy`, `failed` or `paused`; the caller's signal is its deadline. */
  observe(ref: WorkloadRef, token: string, signal: AbortSignal): AsyncIterable<Health>;
  /** By what really runs (pods, tasks), never by a field of status. */
  verify(
    ref: WorkloadRef,
    want: Revision,
    signal: AbortSignal,
  ): Promise<{ ok: boolean; running: { image: string; count: number }[]; detail: string }>;
}

export type AdapterErrorCode =
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'NO_PREVIOUS'
  | 'PAUSED'
  | 'FORBIDDEN'
  | 'UNREACHABLE'
  | 'INVALID'
  | 'RATE_LIMITED'
  | 'UNSUPPORTED'
  | 'TIMEOUT';

/** What a cluster would not do. The message is for people and holds neither credentials nor specifications. */
export class AdapterError extends Error {
  constructor(
    readonly code: AdapterErrorCode,
    message: string,
    /** Status of the answer, where there was one. */
    readonly http?: number,
  ) {
    super(message);
  }
}
