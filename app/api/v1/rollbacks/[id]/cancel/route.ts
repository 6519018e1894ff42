import { cancelRollbackOperation } from '@/lib/api/operations/rollbacks';
import { cancelRollback } from '@/lib/rollbacks/commands/end-by-hand';
import { loadRollback } from '@/lib/rollbacks/load';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(cancelRollbackOperation, async ({ params, actor, command }) => {
  await cancelRollback.execute(params, command);
  return json(await loadRollback(actor, params.id));
});
