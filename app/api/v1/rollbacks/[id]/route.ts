import { readRollbackOperation } from '@/lib/api/operations/rollbacks';
import { loadRollback } from '@/lib/rollbacks/load';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readRollbackOperation, async ({ params, actor }) =>
  json(await loadRollback(actor, params.id)),
);
