import { readServicesOperation } from '@/lib/api/operations/metrics';
import { decodeCursor, namePosition, toPage } from '@/lib/core/paging';
import { windowAnswerOf } from '@/lib/metrics/model/answer';
import { readServiceMetrics } from '@/lib/metrics/queries/services';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readServicesOperation, async ({ query }) => {
  const [after = ''] = decodeCursor(query.cursor, namePosition) ?? [];
  const { services, window } = await readServiceMetrics(query);
  const page = toPage(
    services.filter(({ service }) => service > after).slice(0, query.limit + 1),
    query.limit,
    (row) => row,
    ({ service }) => [service],
  );
  return json({ window: windowAnswerOf(window), definition: query.definition, benchmark: query.benchmark, ...page });
});
