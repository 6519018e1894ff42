import { z } from 'zod';
import { takeAlerts } from '@/lib/alerts/commands/take-alerts';
import { storable } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import { AppError, ConflictError } from '@/lib/core/errors';
import { sha256 } from '@/lib/core/ids';
import { monotonicMs } from '@/lib/core/time';
import type { Tx } from '@/lib/db/transaction';
import { incidentChannel } from '@/lib/incidents/schema/room';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { meaningOf, webhookKindFacts } from '@/lib/sources/model';
import type { Receiver } from '@/lib/sources/queries';
import type { Normalised } from '../adapter';
import { adapters } from '../registry';
import type { DeliveryReceipt } from '../schema';
import { type Arrived, closeDelivery, enterDelivery, type Verdict } from './webhook-log';

/** One delivery of a sender that is known, its bytes read. */
export type Signed = {
  receiver: Omit<Receiver, 'id'>;
  headers: Headers;
  raw: Uint8Array;
  json: unknown;
  receivedAt: Date;
  begunMs: number;
  replayOf?: number;
};

export type Ingested = DeliveryReceipt & { numbers: number[] };

/**
 * Takes one delivery in one transaction: its row in the log, unique by the sender's own name of it, and all that follows from what it
 * says. What was signed rightly is answered with success whatever it says (ingest.md §1.2), and kept; only our own format is refused
 * where it is wrong.
 */
export const ingestDelivery = command({
  name: 'ingest.deliver',
  permission: 'ingest:deliver',
  // Read and parsed at the door, where its signature was checked.
  input: z.custom<Signed>(),
  audit: 'none',
  run: ({ tx, actor, input, now, requestId = '' }) => take(tx, actor, input, now, requestId),
  announce: ({ numbers }) => (numbers.length > 0 ? ['overview', ...numbers.map(incidentChannel)] : []),
  afterCommit: refreshRollupsSoon,
});

async function take(tx: Tx, actor: Actor, signed: Signed, now: Date, requestId: string): Promise<Ingested> {
  const { receiver, headers, raw, json, receivedAt, begunMs, replayOf = null } = signed;
  const adapter = adapters[receiver.kind];
  const { sourceId } = receiver;
  const read = understand(() => adapter.normalise(json));
  if (read instanceof AppError && adapter.isOurs) throw read;
  const arrived: Arrived = {
    sourceId,
    // A replay repeats a delivery that is there.
    deliveryKey: replayOf === null ? adapter.deliveryKey(headers, json) : null,
    bodyHash: sha256(raw),
    requestId,
    receivedAt: replayOf === null ? receivedAt : now,
    event: read instanceof Error ? null : read.event,
    replayOf,
    raw,
  };
  const entry = await enterDelivery(tx, arrived);
  const end = async (verdict: Omit<Verdict, 'tookMs'>, rest: Partial<Ingested> = {}): Promise<Ingested> => {
    await closeDelivery(tx, entry.id, { ...verdict, tookMs: Math.round(monotonicMs() - begunMs) });
    const outcome = verdict.result === 'refused' ? 'not_understood' : (verdict.result as Ingested['outcome']);
    const reason = verdict.detail === undefined ? {} : { reason: verdict.detail };
    return { id: String(entry.id), outcome, ...reason, incidents: [], numbers: [], ...rest };
  };
  if (!entry.isFirst) {
    if (!entry.isSame && adapter.isOurs) throw mismatch();
    const detail = entry.isSame
      ? 'The same delivery came before.'
      : 'A delivery of this name came before, with another body. The first one counts.';
    return end({ result: 'duplicate', code: entry.isSame ? undefined : 'other_body', detail });
  }
  if (read instanceof Error) return end({ result: 'not_understood', ...wordsOf(read) });
  if (read.ignored) return end({ result: 'ignored', detail: read.ignored });
  const { mode, severities, label } = webhookKindFacts[receiver.kind];
  const severityOf = (level: string | null) => {
    const meaning = meaningOf(level, receiver.severities, severities);
    return meaning === 'attach' ? null : meaning;
  };
  const sender = { sourceId, name: mode === 'live' ? label : receiver.name, mode };
  const { outcome, reason, incidents } = await takeAlerts(
    { tx, actor, sender, receivedAt, now },
    { severityOf, service: receiver.defaultService, environment: receiver.defaultEnvironment },
    read,
  );
  const detail = [reason, ...read.notes].join(' ');
  const numbers = incidents.map(({ number }) => number);
  const [only] = incidents;
  return end(
    { result: outcome, detail, incidentId: incidents.length === 1 && only ? only.id : null },
    { incidents: numbers.map((number) => `INC-${number}`), numbers },
  );
}

/** What a sender says in our own terms, or why that cannot be told. */
function understand(read: () => Normalised): Normalised | z.ZodError | AppError {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof AppError) return error;
    throw error;
  }
}

function wordsOf(error: z.ZodError | AppError): { code: string; path: string; detail: string } {
  if (error instanceof AppError)
    return { code: error.code, path: storable(error.path ?? ''), detail: storable(error.message) };
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map((part) => `/${String(part)}`).join('');
  const detail = `This is not what the format says. ${path || 'The body'}: ${issue?.message ?? 'not understood'}.`;
  return { code: 'not_understood', path: storable(path), detail: storable(detail) };
}

function mismatch(): ConflictError {
  return new ConflictError(
    'idempotency_mismatch',
    'This Idempotency-Key came before with another body. Use a new key for a new alert.',
  );
}
