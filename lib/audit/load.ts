import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { text } from '@/lib/core/fields';
import type { Search } from '@/lib/core/page-search';
import { readSnapshot } from '@/lib/db/pool';
import { type AuditFilter, auditedActions, canRewriteAudit, headOfAudit, listAuditRows } from './queries';
import { type AuditVerdict, verifyAuditLog } from './verify';

export type AuditLine = {
  seq: number;
  at: string;
  actorType: string;
  actorName: string;
  action: string;
  subject: string | null;
  outcome: 'allowed' | 'refused';
  detail: [name: string, value: string][];
  requestId: string | null;
};

export type AuditView = {
  rows: AuditLine[];
  nextBefore: number | null;
  actions: string[];
  headSeq: number;
  canRewrite: boolean;
  filtered: boolean;
};

const perPage = 50;

const filters = {
  search: text(200),
  action: z.string().regex(/^[a-z_]+(\.[a-z_]+)?$/),
  outcome: z.enum(['allowed', 'refused']),
  beforeSeq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
};

/** A page of the audit log, newest first. What the address says wrongly is passed over. */
export async function loadAudit(actor: UserActor, search: Search): Promise<AuditView> {
  requireAuditor(actor);
  const filter: AuditFilter = {
    search: filters.search.safeParse(search.q).data,
    action: filters.action.safeParse(search.action).data,
    outcome: filters.outcome.safeParse(search.outcome).data,
    beforeSeq: filters.beforeSeq.safeParse(search.cursor).data,
  };
  const [rows, actions, headSeq, canRewrite] = await Promise.all([
    listAuditRows(filter, perPage + 1),
    auditedActions(),
    headOfAudit(),
    canRewriteAudit(),
  ]);
  const shown = rows.slice(0, perPage);
  return {
    rows: shown.map(({ at, detail, outcome, ...row }) => ({
      seq: row.seq,
      at: at.toISOString(),
      actorType: row.actorType,
      actorName: row.actorName,
      action: row.action,
      subject: row.subject,
      outcome: outcome === 'refused' ? 'refused' : 'allowed',
      detail: Object.entries(detail).map(([name, value]) => [name, wordsOf(value)]),
      requestId: row.requestId,
    })),
    nextBefore: rows.length > perPage ? (shown.at(-1)?.seq ?? null) : null,
    actions,
    headSeq,
    canRewrite,
    filtered: Boolean(filter.search || filter.action || filter.outcome),
  };
}

/** Walks the whole chain in one snapshot; takes about a second per 20,000 rows. */
export async function loadAuditVerdict(actor: UserActor): Promise<AuditVerdict> {
  requireAuditor(actor);
  return readSnapshot(verifyAuditLog);
}

function requireAuditor(actor: UserActor): void {
  if (!can(actor, 'audit:read')) throw new ForbiddenError('Only administrators read the audit log.');
}

function wordsOf(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(wordsOf).join(', ') || 'none';
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([name, inner]) => `${name} ${wordsOf(inner)}`);
    return parts.join(', ') || 'none';
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
