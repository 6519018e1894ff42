import { listTeamsOperation } from '@/lib/api/operations/reading';
import { listTeams } from '@/lib/catalog/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listTeamsOperation, async ({ query }) => json(await listTeams(query)));
