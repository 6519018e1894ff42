import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { type PageQuery, readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { readSnapshot } from '@/lib/db/pool';
import { auditedActions, canRewriteAudit, headOfAudit, listAuditRows } from './queries';
import { type AuditQuery, auditQuery } from './schema';
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
  nextCursor: string | null;
  actions: string[];
  headSeq: number;
  canRewrite: boolean;
  filtered: boolean;
  /** What the address says wrongly; it was left out. */
  ignored: string[];
};

/** A page of the audit log, newest first; what the address says wrongly is left out and named. */
export async function loadAudit(actor: UserActor, search: Search): Promise<AuditView> {
  requireAuditor(actor);
  const [page, actions, headSeq, canRewrite] = await Promise.all([
    readTolerantly(readSearch(auditQuery, search), readPage),
    auditedActions(),
    headOfAudit(),
    canRewriteAudit(),
  ]);
  return { ...page, actions, headSeq, canRewrite };
}

type AuditPage = Pick<AuditView, 'rows' | 'nextCursor' | 'filtered' | 'ignored'>;

async function readPage({ query, ignored }: PageQuery<AuditQuery>): Promise<AuditPage> {
  const { items, next_cursor } = await listAuditRows(query);
  return {
    rows: items.map(({ at, detail, outcome, ...row }) => ({
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
    nextCursor: next_cursor,
    filtered: Boolean(query.q || query.action || query.outcome),
    ignored,
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
