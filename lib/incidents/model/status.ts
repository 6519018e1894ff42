import { ValidationError } from '@/lib/core/errors';
import type { IncidentKind, IncidentStatus } from '../schema';

/** Somebody is at it, and the effect is not stopped yet. */
export const working: readonly IncidentStatus[] = ['investigating', 'identified', 'mitigating'];
/** Not over yet, one way or another. */
export const activeStatuses: readonly IncidentStatus[] = ['triage', ...working, 'mitigated'];

/** Over for good: no new row of any kind but the post-mortem's. */
export const readOnly: readonly IncidentStatus[] = ['declined', 'merged', 'cancelled'];

/** True until an incident is over, one way or another. */
export function isActive(status: IncidentStatus): boolean {
  return activeStatuses.includes(status);
}

/** True when metrics count an incident (metrics.md, "What is counted"). */
export function counts({ kind, status }: { kind: IncidentKind; status: IncidentStatus }): boolean {
  return kind === 'real' && !readOnly.includes(status);
}

/** The statuses that may follow (incidents.md §4). */
export function movesFrom(status: IncidentStatus): IncidentStatus[] {
  switch (status) {
    case 'triage':
      return ['investigating', 'declined', 'merged', 'cancelled'];
    case 'investigating':
    case 'identified':
    case 'mitigating':
      return [...working.filter((each) => each !== status), 'mitigated', 'resolved', 'merged', 'cancelled'];
    case 'mitigated':
      return ['investigating', 'resolved', 'merged', 'cancelled'];
    case 'resolved':
      return ['investigating', 'closed'];
    case 'closed':
      return ['investigating'];
    case 'declined':
    case 'merged':
    case 'cancelled':
      return [];
  }
}

/** Going back to work on what was over needs a reason and begins another occurrence. */
export function isReopening(from: IncidentStatus, to: IncidentStatus): boolean {
  return to === 'investigating' && ['mitigated', 'resolved', 'closed'].includes(from);
}

const withReason: readonly IncidentStatus[] = ['declined', 'cancelled', 'merged'];

/** True when this step must say why. */
export function needsReason(from: IncidentStatus, to: IncidentStatus): boolean {
  return withReason.includes(to) || isReopening(from, to);
}

/** Throws a ValidationError when a status cannot follow, or its reason is missing. */
export function requireLegal(from: IncidentStatus, to: IncidentStatus, reason: string | undefined): void {
  const moves = movesFrom(from);
  if (!moves.includes(to)) {
    const remedy = moves.length > 0 ? `It can become ${moves.join(', ')}.` : 'It stays as it is.';
    throw new ValidationError(
      [{ path: '/status', message: `This incident is ${from}. ${remedy}` }],
      'illegal_transition',
    );
  }
  if (needsReason(from, to) && !reason) {
    throw contradiction(
      '/reason',
      `Say why: ${isReopening(from, to) ? 're-opening an incident' : `"${to}"`} needs a reason.`,
    );
  }
}

/** A field that does not go with the others. */
export function contradiction(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
