import { readRecordsOperation } from '@/lib/api/operations/metrics';
import type { Actor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { windowAnswerOf } from '@/lib/metrics/model/answer';
import { csvLine } from '@/lib/metrics/model/csv';
import { allRecords, readRecords } from '@/lib/metrics/queries/records';
import { columnsOf } from '@/lib/metrics/registry';
import type { MetricId, RecordsQuery } from '@/lib/metrics/schema';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readRecordsOperation, async ({ actor, params, query }) => {
  if (query.format === 'csv') return csv(actor, params.metric, query);
  const { items, next_cursor, window, hidden } = await readRecords(actor, params.metric, query);
  return json({
    metric: params.metric,
    window: windowAnswerOf(window),
    definition: query.definition,
    items,
    next_cursor,
    not_listed: hidden,
  });
});

/** All records as they are read; the first page is read before the answer begins, so that its errors are answers. */
async function csv(actor: Actor, metric: MetricId, query: RecordsQuery): Promise<Response> {
  const columns = columnsOf(metric);
  const encoder = new TextEncoder();
  const pages = allRecords(actor, metric, query);
  let next = await pages.next();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        if (next.done) return controller.close();
        const lines = next.value.map((record) => csvLine(columns.map((column) => Object(record)[column])));
        controller.enqueue(encoder.encode((isFirst ? csvLine([...columns]) : '') + lines.join('')));
        isFirst = false;
        next = await pages.next();
      } catch (error) {
        logger.warn({ err: error }, 'a CSV export broke off');
        controller.error(error);
      }
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${metric.replaceAll('_', '-')}.csv"`,
    },
  });
}
