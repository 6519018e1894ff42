import { z } from 'zod';
import { repeatable } from '@/lib/core/paging';
import { metricsQuery } from '@/lib/metrics/schema';
import { severities } from '../schema';

/** What the address of the learning page may say: a window by detection, services, severities. */
export const learningQuery = z.strictObject({
  ...metricsQuery.pick({ from: true, to: true, range: true, tz: true, service: true }).shape,
  severity: repeatable(z.enum(severities)).optional(),
});
export type LearningQuery = z.output<typeof learningQuery>;
