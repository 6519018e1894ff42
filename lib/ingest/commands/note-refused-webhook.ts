import { storable } from '@/lib/audit/deliveries';
import { sha256 } from '@/lib/core/ids';
import { logger } from '@/lib/core/log';
import { monotonicMs } from '@/lib/core/time';
import { inTransaction } from '@/lib/db/transaction';
import { asAppError } from '@/lib/server/problem';
import { closeDelivery, enterDelivery } from './webhook-log';

type Refused = {
  sourceId: number;
  requestId: string;
  receivedAt: Date;
  begunMs: number;
  /** Why; absent when nothing proves who sent it. */
  error?: unknown;
  raw?: Uint8Array;
};

const spanMs = 60_000;
const mostPerMinute = 20;
let span = -1;
let noted = new Map<number, number>();

/**
 * Notes a refusal in the delivery log, with its bytes where the sender is known, so that it can be replayed. At most 20 a minute for a
 * source: strangers can send as much as they like. Not while the database does not answer; a failure to note it never changes the answer.
 */
export async function noteRefusedWebhook({
  sourceId,
  requestId,
  receivedAt,
  begunMs,
  error,
  raw,
}: Refused): Promise<void> {
  const known = error === undefined ? null : asAppError(error);
  if ((error !== undefined && !known) || known?.code === 'unavailable' || !isWithinLimit(sourceId)) return;
  const arrived = {
    sourceId,
    deliveryKey: null,
    bodyHash: sha256(raw ?? ''),
    requestId,
    receivedAt,
    event: null,
    replayOf: null,
    raw: raw ?? null,
  };
  const words = known
    ? { code: known.code, path: storable(known.path ?? ''), detail: storable(known.message) }
    : { code: 'not_authenticated', detail: 'The signature or secret is not that of this source.' };
  await inTransaction(async (tx) => {
    const { id } = await enterDelivery(tx, arrived);
    await closeDelivery(tx, id, { result: 'refused', ...words, tookMs: Math.round(monotonicMs() - begunMs) });
  }).catch((failure: unknown) => logger.warn({ err: failure, requestId }, 'a refused webhook could not be noted'));
}

function isWithinLimit(sourceId: number): boolean {
  const current = Math.floor(monotonicMs() / spanMs);
  if (current !== span) [span, noted] = [current, new Map()];
  const count = (noted.get(sourceId) ?? 0) + 1;
  noted.set(sourceId, count);
  return count <= mostPerMinute;
}
