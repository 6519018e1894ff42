import { listServicesOperation } from '@/lib/api/operations/reading';
import { listServices } from '@/lib/catalog/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listServicesOperation, async ({ query, actor }) =>
  json(await listServices(actor, query)),
);
