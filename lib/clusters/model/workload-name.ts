import type { WorkloadRef } from '../adapter';

/** A workload as people name it: 'shop/checkout', without a namespace 'checkout'. */
export function workloadName({ namespace, name }: Pick<WorkloadRef, 'namespace' | 'name'>): string {
  return namespace ? `${namespace}/${name}` : name;
}
