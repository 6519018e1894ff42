import { type FieldIssue, ValidationError } from './errors';

const aheadMs = 5 * 60_000;
const earliest = Date.UTC(2000, 0, 1);

/** Why an event time cannot be: more than five minutes ahead of `now`, or before the year 2000; null when it can. */
export function timeProblem(at: Date | null | undefined, path: string, now: Date): ValidationError | null {
  if (!at) return null;
  const issue = (message: string): FieldIssue[] => [{ path, message }];
  if (at.getTime() > now.getTime() + aheadMs) {
    return new ValidationError(
      issue('This time lies more than 5 minutes ahead. Check the clock that made it.'),
      'time_in_future',
    );
  }
  if (at.getTime() < earliest) {
    return new ValidationError(
      issue('This time lies before the year 2000. Check its unit and its zone.'),
      'time_too_old',
    );
  }
  return null;
}
