import type { ProofWays } from '@/lib/core/errors';
import type { Actor } from './actor';

/** Least to most; each role may do all that the one before it may. */
export const roles = ['viewer', 'responder', 'release_manager', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What an API key may be given (api.md, Conventions). */
export const scopes = ['ingest', 'read', 'incidents', 'rollbacks', 'flags', 'gate', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/**
 * `role: null`: no person, keys only. `scopes`: any one of them suffices; none means that no key may. `reauthMinutes`: a person's
 * change takes a proof of who they are that is no older (reliability-security §10: keys and credentials).
 */
type Rule = { role: Role | null; scopes: readonly Scope[]; reauthMinutes?: number };

/** The one permission table. A permission without a row does not compile. */
export const policy = {
  'deployment:report': { role: null, scopes: ['ingest'] },
  'incident:report': { role: null, scopes: ['ingest', 'incidents'] },
  'incident:respond': { role: 'responder', scopes: ['incidents'] },
  'incident:take_over': { role: 'release_manager', scopes: ['incidents'] },
  'deployment:delete': { role: 'admin', scopes: ['admin'] },
  'metrics:read': { role: 'viewer', scopes: ['read'] },
  'catalog:read': { role: 'viewer', scopes: ['read'] },
  'deployment:read': { role: 'viewer', scopes: ['read'] },
  'incident:read': { role: 'viewer', scopes: ['read', 'incidents'] },
  'action:read': { role: 'viewer', scopes: ['read', 'incidents'] },
  'action:write': { role: 'responder', scopes: ['incidents'] },
  'postmortem:write': { role: 'responder', scopes: ['incidents'] },
  'postmortem:comment': { role: 'responder', scopes: [] },
  'postmortem:skip': { role: 'release_manager', scopes: [] },
  /** Each channel asks for a permission of its own. */
  'live:listen': { role: 'viewer', scopes: ['read', 'incidents'] },
  'delivery:read': { role: 'responder', scopes: ['admin'] },
  // And the sources of webhooks themselves, which have neither role nor scope.
  'ingest:deliver': { role: null, scopes: ['ingest'] },
  'source:operate': { role: 'admin', scopes: ['admin'] },
  'source:manage': { role: 'admin', scopes: ['admin'], reauthMinutes: 15 },
  'catalog:manage': { role: 'admin', scopes: ['admin'] },
  'cluster:read': { role: 'viewer', scopes: ['read', 'rollbacks', 'admin'] },
  'cluster:operate': { role: 'admin', scopes: ['admin'] },
  'cluster:manage': { role: 'admin', scopes: ['admin'], reauthMinutes: 15 },
  /** A responder must hold the command of an incident on the service; see lib/rollbacks/commands/request-rollback.ts. */
  'rollback:run': { role: 'responder', scopes: ['rollbacks'] },
  'rollback:read': { role: 'viewer', scopes: ['read', 'rollbacks'] },
  'key:manage': { role: 'admin', scopes: ['admin'], reauthMinutes: 15 },
  'user:manage': { role: 'admin', scopes: [], reauthMinutes: 15 },
  'notification:manage': { role: 'admin', scopes: [], reauthMinutes: 15 },
  'severity:manage': { role: 'admin', scopes: [] },
  'audit:read': { role: 'admin', scopes: ['admin'] },
  'session:own': { role: 'viewer', scopes: [] },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof policy;

/** Is this role at least that one? */
export function hasRole(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

/** May this actor do that? Deny by default; the program itself may do everything. */
export function can(actor: Actor, permission: Permission): boolean {
  const rule: Rule = policy[permission];
  switch (actor.kind) {
    case 'system':
      return true;
    case 'user':
      return rule.role !== null && hasRole(actor.role, rule.role);
    case 'apiKey':
      return actor.scopes.some((scope) => rule.scopes.includes(scope));
    case 'source':
      return permission === 'ingest:deliver';
    case 'anonymous':
      return false;
  }
}

/**
 * How this person must prove again who they are before they change that; null when they need not. Asked of the actor as re-read in
 * the writing transaction: a proof that is not known counts as too old. Keys and the program itself have nothing to prove.
 */
export function proofNeeded(actor: Actor, permission: Permission, now: Date): ProofWays | null {
  const { reauthMinutes }: Rule = policy[permission];
  if (actor.kind !== 'user' || reauthMinutes === undefined) return null;
  const { proof } = actor;
  if (proof && now.getTime() - proof.at.getTime() <= reauthMinutes * 60_000) return null;
  return proof?.ways ?? { password: false, provider: false };
}
