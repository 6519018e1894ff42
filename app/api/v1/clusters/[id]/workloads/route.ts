import { listWorkloadsOperation } from '@/lib/api/operations/clusters';
import { loadWorkloads } from '@/lib/clusters/load';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listWorkloadsOperation, async ({ params, query }) =>
  json({ items: await loadWorkloads(params.id, query) }),
);
