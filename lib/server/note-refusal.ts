import { type AuditFacts, appendAudit } from '@/lib/audit/append';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { ForbiddenError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { monotonicMs, now } from '@/lib/core/time';
import { inTransaction } from '@/lib/db/transaction';

export type RefusedCall = Pick<AuditFacts, 'action' | 'subject' | 'requestId'>;

const noted = new WeakSet<ForbiddenError>();
const spanMs = 60_000;
let span = -1;
let seen = new Set<string>();

/**
 * Puts what was refused into the audit log, for every door: once however many layers it passes, and once a minute per caller and
 * call, so that neither a page nor a pipeline with the wrong key floods the chain. Strangers are not noted. A failure to note it
 * never changes the answer.
 */
export async function noteRefusal(error: unknown, actor: Actor, call: RefusedCall): Promise<void> {
  if (!(error instanceof ForbiddenError) || actor.kind === 'anonymous' || noted.has(error)) return;
  noted.add(error);
  if (!isFirstOfMinute(error, actor, call)) return;
  const facts: AuditFacts = { ...call, outcome: 'refused', detail: { code: error.code }, at: now() };
  await inTransaction((tx) => appendAudit(tx, actor, facts)).catch((failure: unknown) =>
    logger.error({ err: failure, action: call.action }, 'a refusal could not be audited'),
  );
}

function isFirstOfMinute(error: ForbiddenError, actor: Actor, call: RefusedCall): boolean {
  const current = Math.floor(monotonicMs() / spanMs);
  if (current !== span) [span, seen] = [current, new Set()];
  const { type, id } = actorLabel(actor);
  const key = JSON.stringify([type, id, call.action, call.subject, error.code]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
