import { z } from 'zod';

/** Why somebody sees a private incident. */
export const seesBecause = ['declared', 'seat', 'let_in'] as const;

/** One of those who see a private incident besides administrators, as the API answers it. */
export const whoSees = z.object({
  id: z.string(),
  name: z.string(),
  because: z.enum(seesBecause).describe('They declared it, hold or held a seat, or were let in'),
});
export type WhoSees = z.infer<typeof whoSees>;
