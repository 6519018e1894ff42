'use server';

import { addActionItem } from '@/lib/actions/commands/add';
import { editActionItem } from '@/lib/actions/commands/edit';
import { remindOwners } from '@/lib/actions/commands/remind';
import { actionForm, newActionForm } from '@/lib/actions/schema';
import { defineAction } from '@/lib/server/action';

const pagesOf = ({ incident }: { incident: string | null }) => [
  '/actions',
  ...(incident ? [`/incidents/${incident}`, `/incidents/${incident}/postmortem`] : []),
];

export const addActionItemAction = defineAction(addActionItem, { door: newActionForm, revalidate: pagesOf });
export const editActionItemAction = defineAction(editActionItem, { door: actionForm, revalidate: pagesOf });
export const remindOwnersAction = defineAction(remindOwners);
