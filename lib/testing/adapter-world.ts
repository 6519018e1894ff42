import type { ClusterAdapter, WorkloadRef } from '@/lib/clusters/adapter';

/** Versions that the contract deploys by another hand than the adapter's. The last two never become healthy. */
export type ContractVersion = 'v1' | 'v2' | 'v3' | 'missing-image' | 'crashing';

/** A cluster of one test, in which `ref` runs v1, healthy, and has run nothing before. */
export type ContractWorld = {
  adapter: ClusterAdapter;
  ref: WorkloadRef;
  /** How each version is called in `Revision.images`, by the name of its image. */
  images: Record<ContractVersion, string>;
  /** Puts a version there as CI would, and resolves when it runs, or is stuck. */
  deploy: (version: ContractVersion) => Promise<void>;
  /** Makes the workload take no changes for now; null where the cluster has no such thing. */
  pause: (() => Promise<void>) | null;
  /** The next change is made and its answer never comes; null where that cannot be brought about. */
  loseNextAnswer: (() => void) | null;
  /** From now on the status says that every change is complete, whatever runs; null where that cannot be brought about. */
  lie: (() => void) | null;
  /** How often the workload's specification was changed by the adapter; null where nobody counts. */
  mutations: (() => number) | null;
  close: () => Promise<void>;
};
