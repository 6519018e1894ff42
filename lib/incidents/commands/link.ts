import { z } from 'zod';
import { ConflictError, ValidationError } from '@/lib/core/errors';
import { requiredText } from '@/lib/core/fields';
import type { LogEntry } from '../model/incident';
import { endStatuses, type LockedRoom, roomCommand, roomInput } from './room';

/**
 * Says that two incidents belong together, or no longer do (`link` null). The row stands in both logs, unless one is over, or is open to
 * readers who may not know of the other one; whoever may see both sees the link from either side.
 */
export const linkIncidents = roomCommand({
  name: 'incident.link',
  input: roomInput.extend({
    other: requiredText(255).describe('The other incident: INC-7'),
    link: z.enum(['duplicate', 'related']).nullable(),
  }),
  besideOf: ({ other }) => other,
  closedFor: endStatuses,
  run: ({ input: { link }, locked, beside, now }) => {
    if (!beside || beside.stored.id === locked.stored.id)
      throw new ValidationError([{ path: '/other', message: 'Choose another incident: this is the same one.' }]);
    const [has, mirrored] = [linkBetween(locked, beside), linkBetween(beside, locked)];
    if (link === null) {
      const rowOf = (other: LockedRoom): LogEntry => ({
        kind: 'unlinked',
        occurredAt: now,
        text: `No longer linked to ${keyOf(other)}`,
        payload: { other: keyOf(other) },
      });
      // A log that is read-only keeps what it says.
      const takesRows = !endStatuses.includes(beside.stored.incident.status);
      if (mirrored && !has && !takesRows)
        throw new ConflictError('incident_over', `${keyOf(beside)} is over, and only its log has the link.`, '/other');
      return { log: has ? [rowOf(beside)] : [], besideLog: mirrored && takesRows ? [rowOf(locked)] : [] };
    }
    const rowOf = (other: LockedRoom): LogEntry => ({
      kind: 'linked',
      occurredAt: now,
      text: `Linked to ${keyOf(other)} as ${link === 'duplicate' ? 'a duplicate' : 'related'}`,
      payload: { link, other: keyOf(other) },
    });
    const here = mayName(locked, beside);
    const there = mayName(beside, locked);
    if (!here && !there)
      throw new ConflictError(
        'incident_over',
        `${keyOf(beside)} is private and over, so the link could stand in neither log. Tell its commander instead.`,
        '/other',
      );
    return {
      log: here && has?.kind !== link ? [rowOf(beside)] : [],
      besideLog: there && mirrored?.kind !== link ? [rowOf(locked)] : [],
    };
  },
});

const keyOf = ({ stored }: LockedRoom) => `INC-${stored.number}`;
const linkBetween = ({ stored }: LockedRoom, other: LockedRoom) =>
  stored.room.links.find(({ number }) => number === other.stored.number);

/** May the log of an incident name the other one: it takes rows, and does not tell everybody of one that is private? */
function mayName({ stored: { room, incident } }: LockedRoom, other: LockedRoom): boolean {
  if (endStatuses.includes(incident.status)) return false;
  return room.visibility === 'private' || other.stored.room.visibility === 'open';
}
