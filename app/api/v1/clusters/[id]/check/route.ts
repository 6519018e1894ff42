import { checkClusterOperation } from '@/lib/api/operations/clusters';
import { checkCluster } from '@/lib/clusters/commands/check-cluster';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(checkClusterOperation, async ({ params, command }) =>
  json(await checkCluster.execute(params, command)),
);
