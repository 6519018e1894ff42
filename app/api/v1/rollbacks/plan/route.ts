import { planRollbackOperation } from '@/lib/api/operations/rollbacks';
import { planRollback } from '@/lib/rollbacks/commands/plan-rollback';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(planRollbackOperation, async ({ body, command }) =>
  json(await planRollback.execute(body, command)),
);
