import { lookAgainOperation } from '@/lib/api/operations/rollbacks';
import { lookAgain } from '@/lib/rollbacks/commands/end-by-hand';
import { loadRollback } from '@/lib/rollbacks/load';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(lookAgainOperation, async ({ params, actor, command }) => {
  await lookAgain.execute(params, command);
  return json(await loadRollback(actor, params.id));
});
