import { seal, unseal } from '@/lib/auth/seal';
import type { AdapterPlan } from '@/lib/clusters/adapter';

// A plan holds the whole specification of a workload, environment variables included.
const place = (planId: string) => `rollback_plan.sealed_plan:${planId}`;

export function sealPlan(planId: string, plan: AdapterPlan): string {
  return seal(JSON.stringify(plan), place(planId));
}

/** The adapter's plan. Throws when it was moved, changed or sealed under another key. */
export function openPlan(planId: string, sealed: string): AdapterPlan {
  return JSON.parse(unseal(sealed, place(planId)), (key, value) =>
    key === 'createdAt' && typeof value === 'string' ? new Date(value) : value,
  ) as AdapterPlan;
}
