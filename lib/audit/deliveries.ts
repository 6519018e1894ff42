import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { ForbiddenError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';

export type DeliveryKind = 'deployment' | 'incident' | 'change' | 'timeline' | 'bulk' | 'alert';

export type DeliveryFacts = {
  sourceId: number;
  kind: DeliveryKind;
  externalId?: string | undefined;
  result: 'created' | 'updated' | 'duplicate' | 'refused' | 'bulk';
  code?: string | undefined;
  path?: string | undefined;
  detail?: string | undefined;
  line?: number | undefined;
  counts?: { accepted: number; duplicates: number; refused: number } | undefined;
  requestId: string;
};

/** Notes what arrived and what became of it, in the transaction that made it so. */
export async function appendDeliveries(tx: Tx, deliveries: DeliveryFacts[]): Promise<void> {
  if (deliveries.length === 0) return;
  const column = <T>(pick: (facts: DeliveryFacts) => T | undefined) => deliveries.map((facts) => pick(facts) ?? null);
  await tx.sql(sql`
    INSERT INTO delivery (source_id, kind, external_id, result, code, path, detail, line, accepted, duplicates, refused, request_id)
    SELECT source_id, kind, external_id, result::delivery_result, code, path, detail, line, accepted, duplicates, refused, request_id
    FROM unnest(${column((d) => d.sourceId)}::bigint[], ${column((d) => d.kind)}::text[], ${column((d) => d.externalId)}::text[],
      ${column((d) => d.result)}::text[], ${column((d) => d.code)}::text[], ${column((d) => d.path?.slice(0, 500))}::text[],
      ${column((d) => d.detail?.slice(0, 1000))}::text[], ${column((d) => d.line)}::int[], ${column((d) => d.counts?.accepted)}::int[],
      ${column((d) => d.counts?.duplicates)}::int[], ${column((d) => d.counts?.refused)}::int[], ${column((d) => d.requestId)}::text[])
      AS d(source_id, kind, external_id, result, code, path, detail, line, accepted, duplicates, refused, request_id)`);
}

/** The source of a caller's events: its key, its webhook, or what the program names for itself; null for people. */
export function sourceOf(actor: Actor): number | null {
  return 'sourceId' in actor ? (actor.sourceId ?? null) : null;
}

/** Events belong to a source; only keys (and the program itself) have one. */
export function requireSource(sourceId: number | null): number {
  if (sourceId === null) throw new ForbiddenError('Events are reported with an API key. Make one in the settings.');
  return sourceId;
}

/** A refusal may quote a field's name, and a name may hold what PostgreSQL cannot: it is noted without that. */
export function storable(quoted: string): string {
  return quoted.replaceAll('\u0000', '').toWellFormed();
}
