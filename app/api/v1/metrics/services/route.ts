import { readServicesOperation } from '@/lib/api/operations/metrics';
import { csvLine } from '@/lib/core/csv';
import { decodeCursor, namePosition, toPage } from '@/lib/core/paging';
import { windowAnswerOf } from '@/lib/metrics/model/answer';
import { serviceCells, serviceColumns } from '@/lib/metrics/model/service-csv';
import { readServiceMetrics } from '@/lib/metrics/queries/services';
import type { ServiceMetrics } from '@/lib/metrics/schema';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readServicesOperation, async ({ query, actor }) => {
  const [after = ''] = decodeCursor(query.cursor, namePosition) ?? [];
  const { services, window } = await readServiceMetrics(actor, query);
  if (query.format === 'csv') return csv(services);
  const page = toPage(
    services.filter(({ service }) => service > after).slice(0, query.limit + 1),
    query.limit,
    (row) => row,
    ({ service }) => [service],
  );
  return json({ window: windowAnswerOf(window), definition: query.definition, benchmark: query.benchmark, ...page });
});

/** One line per service, so few that they need no stream. */
function csv(services: ServiceMetrics[]): Response {
  const lines = [serviceColumns, ...services.map(serviceCells)].map((cells) => csvLine([...cells]));
  return new Response(lines.join(''), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="services.csv"',
    },
  });
}
