import type { Scope } from '@/lib/auth/policy';
import { deploymentCall } from '@/lib/ingest/model';

/** What a key with each scope may do, as the form says it. */
export const scopeWords: Record<Scope, string> = {
  ingest: 'Report deployments, changes and incidents.',
  read: 'Read metrics, services, deployments and incidents.',
  incidents: 'Report and read incidents, add notes, edit what is known of them.',
  rollbacks: 'Plan and run rollbacks.',
  flags: 'Read and change feature flags.',
  gate: 'Ask whether a deployment may go ahead now.',
  admin: 'Manage keys, environments and services, remove deployments, read the delivery and audit logs.',
};

export type KeyState = 'live' | 'expired' | 'revoked';

/** Is a key accepted at this moment, and if not, why. */
export function keyStateOf(key: { revoked_at: string | null; expires_at: string | null }, now: Date): KeyState {
  if (key.revoked_at !== null) return 'revoked';
  return key.expires_at !== null && new Date(key.expires_at) <= now ? 'expired' : 'live';
}

/** A command that works as pasted with this key, for what its first scope allows. */
export function firstCall(origin: string, key: string, scopes: readonly Scope[]): { label: string; code: string } {
  if (scopes.includes('ingest')) {
    return { label: 'Report a deployment with it', code: deploymentCall(origin, { environment: 'staging', key }) };
  }
  const path = scopes.includes('read')
    ? '/api/v1/metrics/dora'
    : scopes.includes('incidents')
      ? '/api/v1/incidents'
      : '/api/v1/keys';
  return { label: 'Try it', code: `curl ${origin}${path} \\\n  -H "Authorization: Bearer ${key}"` };
}
