import { readDoraOperation } from '@/lib/api/operations/metrics';
import { readDora } from '@/lib/metrics/queries/dora';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readDoraOperation, async ({ query }) => json((await readDora(query)).answer));
