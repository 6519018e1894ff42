import { readClusterOperation, removeClusterOperation } from '@/lib/api/operations/clusters';
import { removeCluster } from '@/lib/clusters/commands/remove-cluster';
import { findCluster } from '@/lib/clusters/queries/clusters';
import { NotFoundError } from '@/lib/core/errors';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readClusterOperation, async ({ params }) => {
  const cluster = await findCluster(params.id);
  if (!cluster) throw new NotFoundError('This cluster');
  return json(cluster);
});

export const DELETE = defineRoute(removeClusterOperation, async ({ params, command }) => {
  await removeCluster.execute(params, command);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
});
