import { bulkOperation } from '@/lib/api/operations/ingest';
import { requireSource, sourceOf } from '@/lib/audit/deliveries';
import { ValidationError } from '@/lib/core/errors';
import { answerBulk } from '@/lib/ingest/commands/bulk-call';
import { noteRefusal } from '@/lib/server/note-refusal';
import { defineRoute } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(
  bulkOperation,
  async ({ request, actor, requestId, command }) => {
    const idempotencyKey = request.headers.get('idempotency-key');
    if (idempotencyKey !== null && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
      throw new ValidationError([{ path: '', message: 'Idempotency-Key: use 1 to 255 visible ASCII characters.' }]);
    }
    const sourceId = requireSource(sourceOf(actor));
    const lines = await answerBulk({ request, sourceId, requestId, idempotencyKey, context: command });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await lines.return(undefined);
      },
    });
    return new Response(body, {
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  },
  noteRefusal('bulk'),
);
