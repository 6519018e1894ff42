import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ConflictError, ForbiddenError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { accessRow, requireAccessAuthority } from '../model/access';
import { awayMinutes } from '../model/hand-over';
import type { LogEntry } from '../model/incident';
import { seatWords } from '../model/seat-words';
import { readLastSeen } from '../queries/seen';
import { seatChange } from '../schema/respond';
import type { Person, Seat } from '../schema/room';
import { isInside } from './inside';
import { endStatuses, type LockedRoom, roomCommand, roomInput } from './room';
import { requireToldTime } from './told-time';

/** Takes, offers, accepts, declines, releases or assigns a seat. Whoever holds it keeps it until another one accepts. */
export const changeSeat = roomCommand({
  name: 'incident.seat',
  input: roomInput.extend(seatChange.shape),
  closedFor: endStatuses,
  run: async ({ tx, actor, input, locked, now }) => {
    const { seat } = input;
    const { seats: held, offers } = locked.stored.room;
    const holding = held.find((each) => each.seat === seat);
    const holder = holding?.person ?? null;
    const { detectedAt } = locked.incident;
    requireToldTime(input.occurred_at, { now, detectedAt, heldSince: holding?.acceptedAt });
    const offer = offers.find((each) => each.seat === seat) ?? null;
    const self = actor.kind === 'user' ? { id: actor.id, name: actor.name } : null;
    const given = input.user === undefined ? null : await findResponder(tx, input.user);
    const at = input.occurred_at ?? now;
    const word = seatWords[seat];
    switch (input.do) {
      case 'take': {
        const person = given ?? self;
        if (!person) throw new ValidationError([{ path: '/user', message: 'Name the person who takes it.' }]);
        if (holder?.id === person.id) return { log: [] };
        await letsIn(tx, actor, locked, person);
        if (holder) await requireForce({ tx, actor, locked, now }, seat, holder, input.reason);
        return { log: [accepted(seat, person, at, holder ? { from: holder, reason: input.reason } : {})] };
      }
      case 'assign': {
        if (!given) throw new ValidationError([{ path: '/user', message: 'Name the person who gets it.' }]);
        if (holder?.id === given.id) return { log: [] };
        if (holder) throw seatTaken(seat, holder);
        await letsIn(tx, actor, locked, given);
        return { log: [accepted(seat, given, at, {})] };
      }
      case 'offer': {
        if (!given) throw new ValidationError([{ path: '/user', message: 'Name the person to whom you offer it.' }]);
        if (given.id === holder?.id) return { log: [] };
        const text = `${word} offered to ${given.name}`;
        // Whom a seat of a private incident is offered to must be able to see what it is.
        const isOutside = await letsIn(tx, actor, locked, given);
        const letIn = isOutside || offers.some((each) => each.letIn && each.to.id === given.id);
        const payload = { seat, to: given, from: holder, ...(letIn ? { let_in: true } : {}) };
        return {
          log: [
            ...(isOutside ? [accessRow(given, true, now)] : []),
            { kind: 'role_offered', occurredAt: now, text, payload },
          ],
        };
      }
      case 'accept':
        if (!offer || !self || offer.to.id !== self.id) throw noOffer(seat);
        return { log: [accepted(seat, self, now, { from: offer.from })] };
      case 'decline':
        if (!offer || !self || (offer.to.id !== self.id && offer.from?.id !== self.id)) throw noOffer(seat);
        return {
          log: [
            {
              kind: 'role_declined',
              occurredAt: now,
              text: `${offer.to.name} did not take over as ${word.toLowerCase()}`,
              payload: { seat, to: offer.to, why: offer.to.id === self.id ? 'declined' : 'withdrawn' },
            },
          ],
        };
      case 'release':
        if (!holder) return { log: [] };
        if (self && holder.id !== self.id) await requireForce({ tx, actor, locked, now }, seat, holder, input.reason);
        return {
          log: [
            {
              kind: 'role_released',
              occurredAt: at,
              text: `${holder.name} left the seat of ${word.toLowerCase()}`,
              payload: { seat, person: holder, reason: input.reason ?? null },
            },
          ],
        };
    }
  },
});

function accepted(seat: Seat, person: Person, occurredAt: Date, more: Record<string, unknown>): LogEntry {
  const text =
    seat === 'commander' ? `${person.name} accepted command` : `${person.name} is ${seatWords[seat].toLowerCase()}`;
  return { kind: 'role_accepted', occurredAt, text, payload: { seat, person, ...more } };
}

/** Does a seat let this person into a private incident? Throws a ForbiddenError when the actor may not decide that. */
async function letsIn(tx: Tx, actor: Actor, locked: LockedRoom, person: Person): Promise<boolean> {
  if (await isInside(tx, locked, person)) return false;
  requireAccessAuthority(actor, locked.stored.room, locked.sourceId);
  return true;
}

type Forcing = { tx: Tx; actor: Actor; locked: LockedRoom; now: Date };

/** Taking a seat from somebody, with a reason: a release manager at once, anybody who may respond once the holder was away for a while. */
async function requireForce(forcing: Forcing, seat: Seat, holder: Person, reason: string | undefined): Promise<void> {
  const { tx, actor, locked, now } = forcing;
  if (actor.kind === 'system') return;
  // Machines say who took over; only people are asked whether somebody was there.
  if (actor.kind !== 'apiKey' && !can(actor, 'incident:take_over')) {
    const seenAt = await readLastSeen(tx, locked.stored.id, seat);
    const minutes = seenAt ? Math.floor((now.getTime() - seenAt.getTime()) / 60_000) : awayMinutes;
    if (minutes < awayMinutes) {
      const seen = minutes < 1 ? 'within the last minute' : `${minutes} min ago`;
      throw new ForbiddenError(
        `${holder.name} is ${seatWords[seat].toLowerCase()} and was here ${seen}. Ask for the seat, let a release manager take it, or take it after ${awayMinutes} min without them.`,
        'not_commander',
      );
    }
  }
  if (!reason) {
    throw new ValidationError([{ path: '/reason', message: `Say why: ${holder.name} holds this seat.` }]);
  }
}

function seatTaken(seat: Seat, holder: Person): ConflictError {
  return new ConflictError('stale_version', `${holder.name} is ${seatWords[seat].toLowerCase()} now.`, '/seat');
}

function noOffer(seat: Seat): ConflictError {
  return new ConflictError(
    'stale_version',
    `${seatWords[seat]} is not offered to you any more. Look who holds it now.`,
    '/seat',
  );
}

/** A person who may respond, by id or e-mail address. */
export async function findResponder(tx: Tx, name: string): Promise<Person> {
  const [person] = await tx.sql<Person & { role: string }>(sql`
    SELECT id, name, role FROM user_account
    WHERE (id::text = ${name} OR email = lower(${name})) AND disabled_at IS NULL`);
  if (!person) throw new ValidationError([{ path: '/user', message: `There is no person "${name}".` }]);
  if (person.role === 'viewer')
    throw new ValidationError([{ path: '/user', message: `${person.name} may only look on. Choose a responder.` }]);
  return { id: person.id, name: person.name };
}
