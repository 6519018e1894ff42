import { ValidationError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';

type Bounds = { now: Date; detectedAt: Date; heldSince?: Date | undefined };

/**
 * Throws a ValidationError when what somebody did cannot have been done at the time that they say: before the incident was detected, or
 * before the holder of the seat had accepted it. Otherwise a time of long ago would meet a target that was missed.
 */
export function requireToldTime(at: Date | null | undefined, { now, detectedAt, heldSince }: Bounds): void {
  const problem = timeProblem(at, '/occurred_at', now);
  if (problem) throw problem;
  if (!at) return;
  if (at < detectedAt)
    throw refusal(
      `This lies before the incident was detected at ${detectedAt.toISOString()}. Give a time from then on, or correct detected_at first.`,
    );
  if (heldSince && at < heldSince)
    throw refusal(
      `This lies before the holder of this seat accepted it at ${heldSince.toISOString()}. Give a time from then on.`,
    );
}

function refusal(message: string): ValidationError {
  return new ValidationError([{ path: '/occurred_at', message }]);
}
