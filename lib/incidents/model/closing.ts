import { ValidationError } from '@/lib/core/errors';
import type { Policies } from '../schema/room';
import type { Incident, LogEntry } from './incident';
import type { Room } from './room';

/** What was approved rests on times that these rows change, so that it is to be read again (incidents.md §5). */
export function reopensReview(postmortem: Room['postmortem'], log: LogEntry[]): boolean {
  if (postmortem !== 'approved' && postmortem !== 'published') return false;
  return log.some(
    ({ kind, payload }) => kind === 'milestone_set' || (kind === 'status_changed' && payload.occurrence !== undefined),
  );
}

/** Its post-mortem begins by itself (incidents.md §14.1): it was an incident, is mitigated, and a target asks for one that nobody began. */
export function owesDraft({ kind, status, occurrence }: Incident, { postmortem, targets }: Room): boolean {
  if (kind !== 'real' || postmortem !== null) return false;
  if (status !== 'mitigated' && status !== 'resolved') return false;
  return targets.some(
    (target) => target.code === 'postmortem' && target.occurrence === occurrence && target.state !== 'not_applicable',
  );
}

/**
 * An incident whose severity requires a post-mortem closes when that is published, or was skipped with a reason (incidents.md §4). Throws a
 * ValidationError otherwise. Drills and tests close as they are.
 */
export function requireClosable({ severity, kind }: Incident, { postmortem }: Room, policies: Policies): void {
  if (kind !== 'real' || !policies[severity].postmortemRequired) return;
  if (postmortem === 'published' || postmortem === 'skipped') return;
  const message = `A ${severity} closes when its post-mortem is published. Publish it, or let a release manager skip it with a reason.`;
  throw new ValidationError([{ path: '/status', message }], 'illegal_transition');
}
