import { listActions } from '@/lib/actions/queries';
import { listActionsOperation } from '@/lib/api/operations/actions';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listActionsOperation, async ({ query, actor }) => json(await listActions(actor, query)));
