import { appendDeliveries, type DeliveryFacts, type DeliveryKind, sourceOf, storable } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { inTransaction } from '@/lib/db/transaction';
import { asAppError } from './problem';
import type { RequestParts } from './route';

/**
 * For defineRoute's `onRefused`: notes the refusal of a call whose key is known. Not those that the key itself is the reason of
 * (401, 403), and not while the database does not answer. A failure to note it never changes the answer.
 */
export function noteRefusedDelivery(kind: DeliveryKind) {
  return async (error: unknown, actor: Actor, { requestId }: RequestParts): Promise<void> => {
    const sourceId = sourceOf(actor);
    const known = asAppError(error);
    if (sourceId === null || !known || ['forbidden', 'not_authenticated', 'unavailable'].includes(known.code)) return;
    const { code, path, message: detail } = known;
    const facts: DeliveryFacts = { sourceId, kind, result: 'refused', code, path, detail: storable(detail), requestId };
    await inTransaction((tx) => appendDeliveries(tx, [{ ...facts, path: path && storable(path) }])).catch(
      (failure: unknown) => logger.warn({ err: failure, requestId }, 'a refused delivery could not be noted'),
    );
  };
}
