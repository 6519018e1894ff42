import type { Actor } from '@/lib/auth/actor';
import { ForbiddenError } from '@/lib/core/errors';
import type { IncidentStatus, Severity } from '../schema';
import { isRaise, type Room } from './room';

/** What only some may do on an incident (incidents.md §1); everything else any responder may. */
export type Act = 'resolve' | 'mitigate' | 'lower_severity' | 'merge' | 'cancel' | 'hide' | 'close' | 'redact';

const words: Record<Act, string> = {
  resolve: 'resolve it',
  mitigate: 'say that it is mitigated',
  lower_severity: 'lower its severity',
  merge: 'merge it',
  cancel: 'cancel it',
  hide: 'hide a row',
  close: 'close it',
  redact: 'redact a row',
};

/** The act that a change of status takes; null when any responder may. */
export function actOf(to: IncidentStatus): Act | null {
  switch (to) {
    case 'resolved':
      return 'resolve';
    case 'mitigated':
      return 'mitigate';
    case 'merged':
      return 'merge';
    case 'cancelled':
      return 'cancel';
    case 'closed':
      return 'close';
    default:
      return null;
  }
}

/** The act that a change of severity takes. */
export function severityAct(from: Severity, to: Severity): Act | null {
  return from === to || isRaise(from, to) ? null : 'lower_severity';
}

/**
 * Who may do it: the commander; while nobody commands, any responder, but for resolving, for which one takes command first; a release
 * manager may close; only administrators redact. Machines answer for what they report, and have no seat.
 */
export function mayAct(actor: Actor, act: Act, room: Room): boolean {
  if (actor.kind !== 'user') return actor.kind === 'system' || (actor.kind === 'apiKey' && act !== 'redact');
  const isManager = actor.role === 'release_manager' || actor.role === 'admin';
  if (act === 'redact') return actor.role === 'admin';
  const commander = room.seats.find(({ seat }) => seat === 'commander')?.person.id ?? null;
  if (commander === actor.id) return true;
  if (act === 'close') return isManager;
  return act !== 'resolve' && commander === null;
}

/** Throws a ForbiddenError that says who may. */
export function requireAuthority(actor: Actor, act: Act | null, room: Room): void {
  if (act === null || mayAct(actor, act, room)) return;
  const commander = room.seats.find(({ seat }) => seat === 'commander')?.person.name;
  if (act === 'redact') throw new ForbiddenError('Only an administrator may redact a row.');
  const remedy =
    act === 'close'
      ? 'The commander or a release manager may.'
      : commander
        ? `${commander} commands this incident: ask, or take command first.`
        : 'Nobody commands this incident: take command first.';
  throw new ForbiddenError(`You may not ${words[act]}. ${remedy}`, 'not_commander');
}
