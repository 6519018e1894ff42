import { readRecordsOperation } from '@/lib/api/operations/metrics';
import { windowAnswerOf } from '@/lib/metrics/model/answer';
import { allRecords, readRecordsAndHidden } from '@/lib/metrics/queries/records';
import { columnsOf } from '@/lib/metrics/registry';
import { csvAnswer } from '@/lib/server/csv';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readRecordsOperation, async ({ actor, params: { metric }, query }) => {
  if (query.format === 'csv')
    return csvAnswer(metric.replaceAll('_', '-'), columnsOf(metric), allRecords(actor, metric, query));
  const { items, next_cursor, window, hidden } = await readRecordsAndHidden(actor, metric, query);
  return json({
    metric,
    window: windowAnswerOf(window),
    definition: query.definition,
    items,
    next_cursor,
    not_listed: hidden,
  });
});
