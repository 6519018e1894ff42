import type { z } from 'zod';
import type { planBody, RollbackOffer, RollbackReceipt, rollbackBody } from '@/lib/rollbacks/schema';
import type { ActionResult } from '@/lib/server/action';

/** The server actions of rollbacks. */
export type PlanRollback = (input: z.input<typeof planBody>) => Promise<ActionResult<RollbackOffer>>;
export type RequestRollback = (input: z.input<typeof rollbackBody>) => Promise<ActionResult<RollbackReceipt>>;
export type OnRollback = (input: { id: string }) => Promise<ActionResult<unknown>>;
