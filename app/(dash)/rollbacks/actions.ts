'use server';

import { cancelRollback, lookAgain } from '@/lib/rollbacks/commands/end-by-hand';
import { offerRollback } from '@/lib/rollbacks/commands/offer-rollback';
import { requestRollback } from '@/lib/rollbacks/commands/request-rollback';
import { defineAction } from '@/lib/server/action';

export const planRollbackAction = defineAction(offerRollback);
export const requestRollbackAction = defineAction(requestRollback);
// The page of a rollback hears of its steps by its live channel.
export const cancelRollbackAction = defineAction(cancelRollback);
export const lookAgainAction = defineAction(lookAgain);
