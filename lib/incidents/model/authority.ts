import type { Actor } from '@/lib/auth/actor';
import { ForbiddenError } from '@/lib/core/errors';
import type { EditableTime, IncidentStatus, Severity } from '../schema';
import type { Person, Seat } from '../schema/room';
import type { LogEntry } from './incident';
import { isRaise, type Room } from './room';
import { isActive } from './status';

/** What only some may do on an incident (incidents.md §1); everything else any responder may. */
export type Act =
  | 'resolve'
  | 'mitigate'
  | 'lower_severity'
  | 'merge'
  | 'cancel'
  | 'hide'
  | 'close'
  | 'redact'
  | 'correct_times'
  | 'correct_times_later';

const words: Record<Act, string> = {
  resolve: 'resolve it',
  mitigate: 'say that it is mitigated',
  lower_severity: 'lower its severity',
  merge: 'merge it',
  cancel: 'cancel it',
  hide: 'hide a row',
  close: 'close it',
  redact: 'redact a row',
  correct_times: 'correct its times',
  correct_times_later: 'correct its times',
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
 * The act that correcting times takes (incidents.md §5); null where a change sets none, or sets them with the step that is the commander's
 * and brings them.
 */
export function timesAct(from: IncidentStatus, to: IncidentStatus, log: LogEntry[]): Act | null {
  if (!log.some(({ kind }) => kind === 'milestone_set')) return null;
  if (from !== to && (to === 'mitigated' || to === 'resolved')) return null;
  return isActive(from) ? 'correct_times' : 'correct_times_later';
}

/** A person as far as it decides what they may do. */
export type Who = { id: string; isManager: boolean; isAdmin: boolean };

/**
 * What stands in a person's way, and who may instead; null when nothing does. The commander may; while nobody commands, any responder, but for
 * resolving, for which one takes command first; a release manager may close; only administrators redact. Times are the scribe's as well while
 * it is active, and a release manager's once it is over.
 */
export function hindrance(
  who: Who,
  act: Act | null,
  commander: Person | null,
  scribe: Person | null = null,
): string | null {
  if (act === null) return null;
  if (act === 'redact') return who.isAdmin ? null : 'An administrator may.';
  if (commander?.id === who.id) return null;
  if (act === 'correct_times_later')
    return who.isManager ? null : 'It is over: its commander or a release manager may.';
  if (act === 'correct_times' && commander) {
    if (scribe?.id === who.id) return null;
    return scribe
      ? `${commander.name} commands and ${scribe.name} writes: ask one of them.`
      : `${commander.name} commands: ask, or take the seat of scribe first.`;
  }
  if (act === 'close') return who.isManager ? null : 'The commander or a release manager may.';
  if (commander) return `${commander.name} commands this incident: ask, or take command first.`;
  return act === 'resolve' ? 'Nobody commands this incident: take command first.' : null;
}

/**
 * What stands in the way of a person who corrects one time; null when nothing does. Where it would end the effect or the incident, it is that step and
 * takes what the step takes; `editIncident` asks for the same.
 */
export function timeHindrance(
  who: Who,
  time: EditableTime,
  status: IncidentStatus,
  commander: Person | null,
  scribe: Person | null,
): string | null {
  const of = (act: Act) => hindrance(who, act, commander, scribe);
  if (!isActive(status)) return of('correct_times_later');
  if (time === 'started_at' || time === 'detected_at') return of('correct_times');
  if (status === 'triage') return 'Nobody investigates it yet: start that first.';
  if (time === 'resolved_at') return of('resolve');
  return of(status === 'mitigated' ? 'correct_times' : 'mitigate');
}

/** What stands in a key's way: it says what became of an incident, and decides neither for its commander nor what others read. */
function keyHindrance(act: Act, commander: Person | null): string | null {
  if (act === 'redact') return 'An administrator may.';
  if (act === 'hide') return 'Its commander may, or any responder while nobody commands.';
  return act === 'merge' && commander ? `${commander.name} commands this incident, and may.` : null;
}

/** What stands in the way of a person who amends what is written in a row, and what they can do; null when nothing does. */
export function amendHindrance(
  who: Pick<Who, 'id'>,
  isOwn: boolean,
  seats: { seat: Seat; person: Person }[],
): string | null {
  const keeps = seats.some(({ seat, person }) => (seat === 'commander' || seat === 'scribe') && person.id === who.id);
  if (isOwn || keeps) return null;
  return 'Whoever wrote it may, the commander and the scribe. Add a note that says what is otherwise.';
}

/** Throws a ForbiddenError when the words of a row are somebody else's: its author amends them, the commander and the scribe. */
export function requireAuthorship(actor: Actor, row: { actorType: string; actorId: string | null }, room: Room): void {
  if (actor.kind === 'system') return;
  const isOwn =
    (actor.kind === 'user' && row.actorType === 'user' && row.actorId === actor.id) ||
    (actor.kind === 'apiKey' && row.actorType === 'api_key' && row.actorId === actor.id) ||
    (actor.kind === 'apiKey' && row.actorType === 'source' && row.actorId === String(actor.sourceId));
  const remedy = amendHindrance({ id: actor.kind === 'user' ? actor.id : '' }, isOwn, room.seats);
  if (remedy !== null)
    throw new ForbiddenError(`You may not amend what somebody else wrote. ${remedy}`, 'not_commander');
}

/** Throws a ForbiddenError that says who may. Machines answer for what they report, and have no seat. */
export function requireAuthority(actor: Actor, act: Act | null, room: Room): void {
  if (act === null || actor.kind === 'system') return;
  const isAdmin = actor.kind === 'user' && actor.role === 'admin';
  const isManager = isAdmin || (actor.kind === 'user' && actor.role === 'release_manager');
  const holderOf = (wanted: Seat) => room.seats.find(({ seat }) => seat === wanted)?.person ?? null;
  const commander = holderOf('commander');
  const remedy =
    actor.kind === 'apiKey'
      ? keyHindrance(act, commander)
      : hindrance(
          { id: actor.kind === 'user' ? actor.id : '', isManager, isAdmin },
          act,
          commander,
          holderOf('scribe'),
        );
  if (remedy === null && (actor.kind === 'user' || actor.kind === 'apiKey')) return;
  throw new ForbiddenError(
    `You may not ${words[act]}. ${remedy ?? ''}`.trim(),
    act === 'redact' ? 'forbidden' : 'not_commander',
  );
}
