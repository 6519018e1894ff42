import { deleteDeploymentOperation } from '@/lib/api/operations/ingest';
import { readDeploymentOperation } from '@/lib/api/operations/reading';
import { removeDeployment } from '@/lib/deployments/commands/remove';
import { readDeployment } from '@/lib/deployments/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readDeploymentOperation, async ({ params, actor }) =>
  json(await readDeployment(actor, params.id)),
);

export const DELETE = defineRoute(deleteDeploymentOperation, async ({ params, command }) => {
  await removeDeployment.execute({ id: params.id }, command);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
