import type { Actor } from '@/lib/auth/actor';
import { ForbiddenError } from '@/lib/core/errors';
import type { Person, Seat, Visibility } from '../schema/room';
import type { LogEntry } from './incident';
import type { Room } from './room';

/** What decides who sees an incident. `people`: who declared it, holds or held a seat, or was let in. */
export type Seen = { visibility: Visibility; sourceId: number | null; people: readonly string[] };

/** Was this actor let into it: by name, or as the source that reported it? */
export function isLetIn(actor: Actor, { sourceId, people }: Omit<Seen, 'visibility'>): boolean {
  if (actor.kind === 'user') return people.includes(actor.id);
  return actor.kind !== 'anonymous' && sourceId !== null && 'sourceId' in actor && actor.sourceId === sourceId;
}

/** Does this actor see it by office, let in or not? */
export function seesAll(actor: Actor): boolean {
  return (
    actor.kind === 'system' ||
    (actor.kind === 'user' && actor.role === 'admin') ||
    (actor.kind === 'apiKey' && actor.scopes.includes('admin'))
  );
}

/** May this actor, who may read incidents, see this one (incidents.md §13)? `visibleTo` says the same in SQL. */
export function canSee(actor: Actor, seen: Seen): boolean {
  if (actor.kind === 'anonymous') return false;
  return seen.visibility === 'open' || seesAll(actor) || isLetIn(actor, seen);
}

/** What of a room says who decides. */
type Deciding = { declaredBy: string | null; seats: { seat: Seat; person: { id: string } }[] };

/** May this actor decide who sees it: who declared it, who commands it, administrators, and the key that reported it? */
export function maySetAccess(actor: Actor, room: Deciding, sourceId: number | null): boolean {
  if (seesAll(actor)) return true;
  if (actor.kind !== 'user') return isLetIn(actor, { sourceId, people: [] });
  const isCommander = room.seats.some(({ seat, person }) => seat === 'commander' && person.id === actor.id);
  return isCommander || room.declaredBy === actor.id;
}

/** Throws a ForbiddenError that says who may. */
export function requireAccessAuthority(actor: Actor, room: Room, sourceId: number | null): void {
  if (maySetAccess(actor, room, sourceId)) return;
  throw new ForbiddenError(
    'You may not decide who sees this incident. Whoever declared it, its commander or an administrator may.',
    'not_commander',
  );
}

/** The row that makes an incident private, or opens it; none when it is so already. */
export function visibilityRows(room: Room, to: Visibility | undefined, now: Date): LogEntry[] {
  const from = room.visibility;
  if (to === undefined || to === from) return [];
  const text =
    to === 'private'
      ? 'Made private: only people let in, seat holders and administrators see it'
      : 'Opened: everybody who is signed in sees it from here on, with all that was written before';
  return [{ kind: 'visibility_changed', occurredAt: now, text, payload: { from, to } }];
}

/** Rows that take back what a seat's offer alone gave: it is gone, and they did not take the seat. */
export function offersTakenBack(before: Room, after: Room, now: Date): LogEntry[] {
  return before.offers.flatMap(({ letIn, to }): LogEntry[] => {
    const isWaiting = after.offers.some((offer) => offer.to.id === to.id);
    const isSeated = after.seats.some(({ person }) => person.id === to.id);
    const isIn = after.access.some(({ id }) => id === to.id);
    return letIn && isIn && !isWaiting && !isSeated ? [{ ...accessRow(to, false, now), isAutomatic: true }] : [];
  });
}

/** The row that lets a person in, or takes that back. */
export function accessRow(person: Person, isLet: boolean, now: Date): LogEntry {
  const text = isLet ? `${person.name} was let in` : `${person.name} is no longer let in`;
  return { kind: 'access_changed', occurredAt: now, text, payload: { person, let_in: isLet } };
}
