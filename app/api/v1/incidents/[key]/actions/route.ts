import { addActionItem } from '@/lib/actions/commands/add';
import { readActionItem } from '@/lib/actions/queries';
import { addActionOperation } from '@/lib/api/operations/actions';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(addActionOperation, async ({ params, body, actor, command }) => {
  const { id } = await addActionItem.execute({ key: params.key, item: body }, command);
  return json(await readActionItem(actor, id), 201);
});
