import { allActions, listActions } from '@/lib/actions/queries';
import { actionCsvColumns } from '@/lib/actions/schema';
import { listActionsOperation } from '@/lib/api/operations/actions';
import { csvAnswer } from '@/lib/server/csv';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listActionsOperation, async ({ query: { format, ...query }, actor }) =>
  format === 'csv'
    ? csvAnswer('actions', actionCsvColumns, allActions(actor, query))
    : json(await listActions(actor, query)),
);
