import { changeTaskOperation } from '@/lib/api/operations/responding';
import { respond } from '@/lib/incidents/commands/respond';
import { changeTask } from '@/lib/incidents/commands/tasks';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const PATCH = defineRoute(changeTaskOperation, async ({ params, body, command }) =>
  json(await respond(changeTask, { key: params.key, task: params.number, ...body }, command)),
);
