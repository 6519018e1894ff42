import { listEnvironmentsOperation } from '@/lib/api/operations/reading';
import { listEnvironments } from '@/lib/catalog/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listEnvironmentsOperation, async ({ query, actor }) =>
  json(await listEnvironments(actor, query)),
);
