import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { brokenService } from './model/cluster';
import { readBreakable } from './queries/breakable';

export type DemoBreak = { service: string; version: string; isBroken: boolean };

/** What the demo can break on this cluster; null for every cluster but the demo's own, and for who may not change clusters. */
export async function loadDemoBreak(actor: UserActor, clusterId: string): Promise<DemoBreak | null> {
  if (!can(actor, 'cluster:manage')) return null;
  const found = await readBreakable(clusterId);
  return found && { service: brokenService, version: found.version, isBroken: found.isBroken };
}
