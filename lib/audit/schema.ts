import { z } from 'zod';
import { searchText } from '@/lib/core/fields';
import { pageFields } from '@/lib/core/paging';

/** Filters of the audit log. */
export const auditQuery = z.object({
  /** Text within the actor's or the subject's name. */
  q: searchText.optional(),
  /** '<domain>' or '<domain>.<verb>'. */
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?$/)
    .optional(),
  outcome: z.enum(['allowed', 'refused']).optional(),
  ...pageFields,
});
export type AuditQuery = z.output<typeof auditQuery>;
