import { type AuditFacts, appendAudit } from '@/lib/audit/append';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import type { ForbiddenError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { monotonicMs, now } from '@/lib/core/time';
import { inTransaction } from '@/lib/db/transaction';

export type RefusedCall = Pick<AuditFacts, 'action' | 'subject' | 'requestId'>;

const noted = new WeakSet<ForbiddenError>();

/** Puts a refusal into the audit log, once however many layers it passes. A failure to note it never changes the answer. */
export async function noteRefusal(error: ForbiddenError, actor: Actor, call: RefusedCall): Promise<void> {
  if (noted.has(error)) return;
  noted.add(error);
  const facts: AuditFacts = { ...call, outcome: 'refused', detail: { code: error.code }, at: now() };
  await inTransaction((tx) => appendAudit(tx, actor, facts)).catch((failure: unknown) =>
    logger.error({ err: failure, action: call.action }, 'a refusal could not be audited'),
  );
}

const spanMs = 60_000;
let span = -1;
let seen = new Set<string>();

/** The same beside the request, once a minute per actor and call: a pipeline with the wrong key does not flood the chain. */
export function noteRefusalSoon(error: ForbiddenError, actor: Actor, call: RefusedCall): void {
  const current = Math.floor(monotonicMs() / spanMs);
  if (current !== span) [span, seen] = [current, new Set()];
  const { type, id } = actorLabel(actor);
  const key = JSON.stringify([type, id, call.action, call.subject, error.code]);
  if (seen.has(key)) return;
  seen.add(key);
  void noteRefusal(error, actor, call);
}
