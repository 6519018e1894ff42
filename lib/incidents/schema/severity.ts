import { z } from 'zod';
import { requiredText } from '@/lib/core/fields';
import { severities } from '../schema';

/** The minutes of a severity's response targets, in the order in which they come due. */
export const targetFields = [
  'commanderMinutes',
  'rollbackStartedMinutes',
  'rollbackVerifiedMinutes',
  'causeMinutes',
  'resolvedMinutes',
] as const;
export type TargetField = (typeof targetFields)[number];

const mostMinutes = 43_200;
const minutes = z
  .int('Use whole minutes.')
  .min(1, 'Use at least 1 minute.')
  .max(mostMinutes, 'Use at most 43,200 minutes, 30 days.')
  .nullable();

/** What an administrator sets of a severity; a field that is null asks for nothing. Who is told is set with the routes of notifications. */
export const severityInput = z
  .strictObject({
    severity: z.enum(severities),
    /** What was seen when the form was opened. */
    version: z.int().min(1),
    meaning: requiredText(200),
    updateMinutes: minutes,
    commanderMinutes: minutes,
    rollbackStartedMinutes: minutes,
    rollbackVerifiedMinutes: minutes,
    causeMinutes: minutes,
    resolvedMinutes: minutes,
    postmortemRequired: z.boolean(),
    postmortemHours: z
      .int('Use whole hours.')
      .min(1, 'Use at least 1 hour.')
      .max(2160, 'Use at most 2,160 hours.')
      .nullable(),
    postmortemWorkingDays: z
      .int('Use whole days.')
      .min(1, 'Use at least 1 day.')
      .max(90, 'Use at most 90 days.')
      .nullable(),
  })
  .superRefine((given, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    let before = 0;
    for (const field of targetFields) {
      const value = given[field];
      if (value === null) continue;
      if (before > 0 && value <= before)
        issue(field, `Use more than ${before} min: it comes after the target above it.`);
      before = Math.max(before, value);
    }
    const { postmortemRequired, postmortemHours: hours, postmortemWorkingDays: days } = given;
    if (hours !== null && days !== null) issue('postmortemHours', 'Give hours or working days, not both.');
    if (postmortemRequired && hours === null && days === null) issue('postmortemHours', 'Say by when it is due.');
    if (!postmortemRequired && (hours !== null || days !== null))
      issue('postmortemHours', 'Without a required post-mortem nothing is due.');
  });
export type SeverityInput = z.input<typeof severityInput>;
