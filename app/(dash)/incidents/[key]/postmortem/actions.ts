'use server';

import {
  addComment,
  deleteComment,
  editComment,
  replyToComment,
  settleComment,
} from '@/lib/postmortems/commands/comments';
import {
  approvePostmortem,
  publishPostmortem,
  requestChanges,
  revisePostmortem,
  skipPostmortem,
  submitPostmortem,
} from '@/lib/postmortems/commands/review';
import { confirmTimeline, takePostmortem } from '@/lib/postmortems/commands/settle';
import { startPostmortem } from '@/lib/postmortems/commands/start';
import { restoreVersion, saveVersion } from '@/lib/postmortems/commands/versions';
import { defineAction } from '@/lib/server/action';

const pagesOf = ({ number }: { number: number }) => [
  `/incidents/INC-${number}/postmortem`,
  `/incidents/INC-${number}`,
  '/postmortems',
];

export const startPostmortemAction = defineAction(startPostmortem, { revalidate: pagesOf });
export const submitPostmortemAction = defineAction(submitPostmortem, { revalidate: pagesOf });
export const requestChangesAction = defineAction(requestChanges, { revalidate: pagesOf });
export const approvePostmortemAction = defineAction(approvePostmortem, { revalidate: pagesOf });
export const publishPostmortemAction = defineAction(publishPostmortem, { revalidate: pagesOf });
export const revisePostmortemAction = defineAction(revisePostmortem, { revalidate: pagesOf });
export const skipPostmortemAction = defineAction(skipPostmortem, { revalidate: pagesOf });
export const confirmTimelineAction = defineAction(confirmTimeline, { revalidate: pagesOf });
export const takePostmortemAction = defineAction(takePostmortem, { revalidate: pagesOf });
export const saveVersionAction = defineAction(saveVersion, { revalidate: pagesOf });
export const restoreVersionAction = defineAction(restoreVersion, { revalidate: pagesOf });

const pageOf = ({ number }: { number: number }) => [`/incidents/INC-${number}/postmortem`];

export const addCommentAction = defineAction(addComment, { revalidate: pageOf });
export const replyToCommentAction = defineAction(replyToComment, { revalidate: pageOf });
export const editCommentAction = defineAction(editComment, { revalidate: pageOf });
export const deleteCommentAction = defineAction(deleteComment, { revalidate: pageOf });
export const settleCommentAction = defineAction(settleComment, { revalidate: pageOf });
