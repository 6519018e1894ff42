import { z } from 'zod';
import type { Severity } from '../schema';

const timestamp = z.iso.datetime();
const raisable = ['SEV1', 'SEV2', 'SEV3'] as const satisfies Severity[];

export const alertAnswer = z.object({
  title: z.string(),
  source: z.string(),
  state: z.enum(['firing', 'resolved']),
  starts_at: timestamp,
  ends_at: timestamp.nullable(),
  count: z.int().describe('How often it was sent'),
  url: z.string().nullable(),
});
export type AlertAnswer = z.infer<typeof alertAnswer>;

export const alertStanding = z.object({
  firing: z.int(),
  total: z.int(),
  latest: z.array(alertAnswer).describe('At most ten, firing ones first'),
});

/** What alerts propose and people decide (incidents.md §9, rules 5 and 6). */
export const proposalAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), seq: z.int(), to: z.enum(['mitigated', 'resolved']), at: timestamp }),
  z.object({ kind: z.literal('severity'), seq: z.int(), to: z.enum(raisable) }),
  z.object({ kind: z.literal('reopen'), seq: z.int(), other: z.string(), until: timestamp }),
]);
export type ProposalAnswer = z.infer<typeof proposalAnswer>;
