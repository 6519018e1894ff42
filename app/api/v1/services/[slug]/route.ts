import { readServiceOperation } from '@/lib/api/operations/reading';
import { readService } from '@/lib/catalog/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readServiceOperation, async ({ params, actor }) =>
  json(await readService(actor, params.slug)),
);
