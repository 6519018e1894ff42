import { listRollbacksOperation, requestRollbackOperation } from '@/lib/api/operations/rollbacks';
import { requestRollback } from '@/lib/rollbacks/commands/request-rollback';
import { listRollbacks } from '@/lib/rollbacks/queries/rollbacks';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listRollbacksOperation, async ({ query, actor }) =>
  json(await listRollbacks(actor, query)),
);

export const POST = defineRoute(requestRollbackOperation, async ({ body, command }) =>
  json(await requestRollback.execute(body, command), 202),
);
