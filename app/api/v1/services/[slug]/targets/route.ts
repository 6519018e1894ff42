import { listTargetsOperation } from '@/lib/api/operations/clusters';
import { loadTargets } from '@/lib/clusters/load';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listTargetsOperation, async ({ params }) =>
  json({ items: await loadTargets(params.slug) }),
);
