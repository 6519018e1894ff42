import { createClusterOperation, listClustersOperation } from '@/lib/api/operations/clusters';
import { createCluster } from '@/lib/clusters/commands/save-cluster';
import { listClusters } from '@/lib/clusters/queries/clusters';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listClustersOperation, async ({ query }) => json(await listClusters(query)));

export const POST = defineRoute(createClusterOperation, async ({ body, command }) => {
  const { id } = await createCluster.execute(body, command);
  return json({ id }, 201);
});
