import type { Scope } from '@/lib/auth/policy';

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
  const header = `-H "Authorization: Bearer ${key}"`;
  if (scopes.includes('ingest')) {
    return {
      label: 'Report a deployment with it',
      code: [
        `curl -X POST ${origin}/api/v1/deployments \\`,
        `  ${header} -H 'Content-Type: application/json' \\`,
        `  -d '{"id":"first-'"$(date +%s)"'","service":"checkout","environment":"staging","status":"succeeded","version":"v1.0.0","finished_at":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'"}'`,
      ].join('\n'),
    };
  }
  const path = scopes.includes('read')
    ? '/api/v1/metrics/dora'
    : scopes.includes('incidents')
      ? '/api/v1/incidents'
      : '/api/v1/keys';
  return { label: 'Try it', code: `curl ${origin}${path} \\\n  ${header}` };
}
