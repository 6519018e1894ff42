import { z } from 'zod';

const timestamp = z.iso.datetime();

/** An order of times that can be and is odd, or what a changed time set off (incidents.md §5). What cannot be is refused instead. */
export const timeWarnings = [
  'DETECTED_BEFORE_IMPACT',
  'ACKNOWLEDGED_BEFORE_DETECTED',
  'MITIGATED_BEFORE_IMPACT',
  'MITIGATED_BEFORE_DETECTED',
  'RESOLVED_BEFORE_IMPACT',
  'RESOLVED_BEFORE_DETECTED',
  'RESOLVED_BEFORE_MITIGATED',
] as const;
export type TimeWarning = (typeof timeWarnings)[number];
/** The same, and what the change that is answered set off. */
export const editWarnings = [...timeWarnings, 'POSTMORTEM_REVIEW_REOPENED'] as const;
export type EditWarning = (typeof editWarnings)[number];

export const milestoneAnswer = z.object({
  kind: z.enum(['impact_started', 'detected', 'declared', 'acknowledged', 'mitigated', 'resolved', 'closed']),
  at: timestamp,
  method: z.enum(['reported', 'derived']),
});

export const durationsAnswer = z.object({
  time_to_acknowledge_seconds: z.number().nullable().describe('acknowledged − detected'),
  time_to_detect_seconds: z.number().nullable().describe('detected − impact started'),
  time_to_mitigate_seconds: z.number().nullable().describe('first mitigated − detected'),
  time_to_restore_seconds: z.number().nullable().describe('last resolved − detected'),
  duration_seconds: z.number().nullable().describe('last resolved − impact started'),
});

const spanState = z.enum(['ok', 'pending', 'missing', 'invalid']);
export const durationStates = z
  .object({
    time_to_acknowledge: spanState,
    time_to_detect: spanState,
    time_to_mitigate: spanState,
    time_to_restore: spanState,
    duration: spanState,
  })
  .describe('Why a duration is null: pending may still come, missing was never told, invalid ends before it begins');
