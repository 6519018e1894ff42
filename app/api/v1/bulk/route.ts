import { bulkOperation } from '@/lib/api/operations/ingest';
import { requireSource, sourceOf } from '@/lib/audit/deliveries';
import { answerBulk } from '@/lib/ingest/commands/bulk-call';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, idempotencyKeyOf } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(
  bulkOperation,
  async ({ request, actor, requestId, command }) => {
    const idempotencyKey = idempotencyKeyOf(request.headers);
    const sourceId = requireSource(sourceOf(actor));
    const lines = await answerBulk({ request, sourceId, requestId, idempotencyKey, context: command });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      // Nobody reads the answer any more; the call still comes to its end, where the delivery log learns what became of it.
      async cancel() {
        for await (const _line of lines);
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
  noteRefusedDelivery('bulk'),
);
