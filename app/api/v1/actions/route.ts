import { allActions, listActions } from '@/lib/actions/queries';
import { actionCsvColumns } from '@/lib/actions/schema';
import { listActionsOperation } from '@/lib/api/operations/actions';
import { csvLine } from '@/lib/metrics/model/csv';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listActionsOperation, async ({ query: { format, ...query }, actor }) => {
  if (format === 'json') return json(await listActions(actor, query));
  // Promises that people made to each other: so few that they need no stream.
  const lines = [csvLine([...actionCsvColumns])];
  for await (const items of allActions(actor, query))
    lines.push(...items.map((item) => csvLine(actionCsvColumns.map((column) => item[column]))));
  return new Response(lines.join(''), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="actions.csv"',
    },
  });
});
