import { z } from 'zod';
import { requiredText } from '@/lib/core/fields';

/** What to go back to: the last version known to be good, the one before the present one, or the one with this key. */
export const wantedTarget = z.union([z.enum(['last-good', 'previous']), z.strictObject({ key: requiredText(500) })]);
export type WantedTarget = z.infer<typeof wantedTarget>;

export const rollbackStates = [
  'PLANNED',
  'REQUESTED',
  'APPLIED',
  'OBSERVING',
  'VERIFIED',
  'FAILED',
  'TIMED_OUT',
  'REVERTED',
  'UNKNOWN',
  'EXPIRED',
  'CANCELLED',
] as const;
/** Where a rollback stands. REVERTED: another controller put the bad version back; UNKNOWN: a person has to look. */
export type RollbackState = (typeof rollbackStates)[number];

/** What we know of a version from our own records. */
export type Knowledge = 'good' | 'bad' | 'unknown';
