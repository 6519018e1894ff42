import { type Actor, findApiKey, presentedKey } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotSignedInError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { monotonicMs, now } from '@/lib/core/time';
import { parseJson, readBytes } from '@/lib/server/body';
import { receiversOf } from '@/lib/sources/queries';
import type { WebhookKind } from '@/lib/sources/schema';
import { adapters } from '../registry';
import type { DeliveryReceipt } from '../schema';
import { Admission } from './admission';
import { ingestDelivery, type Signed } from './ingest-delivery';
import { noteRefusedWebhook } from './note-refused-webhook';
import { noteSigned } from './webhook-log';

const admission = new Admission();

type Call = { kind: WebhookKind; slug: string | undefined; request: Request; requestId: string };

/**
 * A webhook from its bytes to its receipt (ingest.md §1.1): cap → bytes → signature → JSON → one transaction. Under more than can be worked
 * on, the sender is told to come back with a 503, which all of them repeat. Throws what the answer is to say; it is noted in the log.
 */
export function acceptDelivery(call: Call): Promise<DeliveryReceipt> {
  return admission.run(() => accept(call));
}

type Sender = { actor: Actor; receiver: Signed['receiver'] };

async function accept({ kind, slug, request, requestId }: Call): Promise<DeliveryReceipt> {
  const [receivedAt, begunMs] = [now(), monotonicMs()];
  const adapter = adapters[kind];
  const { headers } = request;
  const receivers = await receiversOf(kind, slug);
  const raw = await readBytes(request, adapter.limits.bytes);
  let sender: Sender | null = null;
  for (const { secrets, ...receiver } of receivers) {
    const isSender = adapter.verify({ headers, raw, receivedAt }, secrets);
    const { id, name, sourceId } = receiver;
    if (isSender) sender ??= { actor: { kind: 'source', id, name, sourceId }, receiver };
  }
  // Nobody to compare with costs the same as somebody.
  if (receivers.length === 0) adapter.verify({ headers, raw, receivedAt }, []);
  sender ??= adapter.takesKeys && slug === undefined ? await ownerOfKey(kind, headers) : null;
  if (!sender) {
    const [only] = receivers;
    if (only && receivers.length === 1)
      await noteRefusedWebhook({ sourceId: only.sourceId, requestId, receivedAt, begunMs });
    throw new NotSignedInError('The signature or secret fits no source of this kind. Check it in Settings, Sources.');
  }
  if (sender.actor.kind === 'source') noteUse(sender.receiver.sourceId, receivedAt, requestId);
  try {
    const signed = { receiver: sender.receiver, headers, raw, receivedAt, begunMs };
    const receipt = await ingestDelivery.execute(
      { ...signed, json: parseJson(raw, adapter.limits) },
      { actor: sender.actor, requestId },
    );
    const { numbers: _numbers, ...answer } = receipt;
    return answer;
  } catch (error) {
    await noteRefusedWebhook({ sourceId: sender.receiver.sourceId, requestId, receivedAt, begunMs, error, raw });
    throw error;
  }
}

/** Beside the delivery: the page of its source shows that it is heard, whatever becomes of what it says. */
function noteUse(sourceId: number, at: Date, requestId: string): void {
  noteSigned(sourceId, at).catch((error: unknown) =>
    logger.warn({ err: error, requestId }, 'the use of a webhook source could not be noted'),
  );
}

/** An API key of the scope `ingest` in place of a secret: what it sends is a source of its own, with the defaults of the kind. */
async function ownerOfKey(kind: WebhookKind, headers: Headers): Promise<Sender | null> {
  const key = presentedKey(headers);
  const actor = key !== null && key.length <= 255 ? await findApiKey(key) : null;
  if (!actor) return null;
  if (!can(actor, 'ingest:deliver')) throw new ForbiddenError('This needs the permission "ingest:deliver".');
  const { sourceId, name } = actor;
  return {
    actor,
    receiver: { sourceId, name, kind, severities: {}, defaultService: null, defaultEnvironment: 'production' },
  };
}
