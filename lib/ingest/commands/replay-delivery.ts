import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { monotonicMs } from '@/lib/core/time';
import { parseJson } from '@/lib/server/body';
import { command } from '@/lib/server/command';
import type { Receiver } from '@/lib/sources/queries';
import { adapters } from '../registry';
import { replayInput } from '../schema';
import { type Ingested, ingestDelivery } from './ingest-delivery';

type Kept = Receiver & { body: Buffer | null; receivedAt: Date; code: string | null };

/**
 * Takes a delivery that is kept once more, as if it came now from its source; whatever it has changed already it does not change
 * twice. One whose sender was never proven is not kept.
 */
export const replayDelivery = command({
  name: 'source.replay',
  permission: 'source:operate',
  input: replayInput,
  run: async ({ tx, input: { id, delivery }, now, requestId }): Promise<Ingested & { name: string }> => {
    const begunMs = monotonicMs();
    const [kept] = await tx.sql<Kept>(sql`
      SELECT w.id, w.source_id AS "sourceId", s.name, w.kind, w.severities, w.default_service AS "defaultService",
        w.default_environment AS "defaultEnvironment", b.body, v.received_at AS "receivedAt", v.code
      FROM webhook_source w JOIN source s ON s.id = w.source_id JOIN delivery v ON v.source_id = w.source_id
      LEFT JOIN delivery_body b ON b.delivery_id = v.id
      WHERE w.id = ${id}::uuid AND w.removed_at IS NULL AND v.id = ${delivery}::bigint FOR KEY SHARE OF w`);
    if (!kept) throw new NotFoundError('This delivery');
    const { body: raw, receivedAt, ...receiver } = kept;
    if (!raw) throw new NotFoundError('What this delivery brought is not kept, and');
    const json = parseJson(raw, adapters[receiver.kind].limits);
    const { sourceId, name } = receiver;
    const signed = { receiver, headers: new Headers(), raw, json, receivedAt, begunMs, replayOf: Number(delivery) };
    const actor = { kind: 'source', id, name, sourceId } as const;
    return { ...(await ingestDelivery.join({ tx, actor, input: signed, now, requestId })), name };
  },
  audit: ({ name, outcome, id }, { input }) => ({
    subject: name,
    detail: { delivery: input.delivery, as: id, outcome },
  }),
  announce: ({ numbers }) => (numbers.length > 0 ? ['overview'] : []),
});
