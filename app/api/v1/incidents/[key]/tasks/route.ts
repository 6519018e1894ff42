import { addTaskOperation } from '@/lib/api/operations/responding';
import { respond } from '@/lib/incidents/commands/respond';
import { addTask } from '@/lib/incidents/commands/tasks';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(addTaskOperation, async ({ params, body, command }) =>
  json(await respond(addTask, { key: params.key, ...body }, command)),
);
