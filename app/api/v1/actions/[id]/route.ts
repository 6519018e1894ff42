import { editActionItem } from '@/lib/actions/commands/edit';
import { readActionItem } from '@/lib/actions/queries';
import { editActionOperation } from '@/lib/api/operations/actions';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const PATCH = defineRoute(editActionOperation, async ({ params, body, actor, command }) => {
  const { id } = await editActionItem.execute({ id: params.id, patch: body }, command);
  return json(await readActionItem(actor, id));
});
