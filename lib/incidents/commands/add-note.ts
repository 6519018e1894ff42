import { z } from 'zod';
import { appendDeliveries, type DeliveryFacts, sourceOf } from '@/lib/audit/deliveries';
import { NotFoundError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import { granted, type Outcome, outcomeOf } from '@/lib/core/result';
import type { Tx } from '@/lib/db/transaction';
import { type GatheredCall, gatheredCommand } from '@/lib/server/command';
import type { LogEntry } from '../model/incident';
import type { timelineBody } from '../schema';
import { findIncident } from './find';
import {
  endStatuses,
  findRepeat,
  incidentOver,
  keyMismatch,
  type LockedRoom,
  lockRoomsById,
  type RoomReceipt,
  readPresent,
  repeatableOf,
  requireSight,
  requireVersion,
  roomInput,
  saysOnly,
  told,
  writeRoom,
} from './room';
import type { Repeatable } from './rows';

const name = 'incident.note';

// The note was parsed at the door by `timelineBody`.
const noteInput = roomInput.extend({ note: z.custom<z.output<typeof timelineBody>>() });
type Call = GatheredCall<z.output<typeof noteInput>>;

/**
 * Adds a note, a decision or a hypothesis to the log of an incident that is not closed. The log itself is the audit trail. Many write to
 * one incident at once, so those who wait for its row are served together.
 */
export const addNote = gatheredCommand({
  name,
  permission: 'incident:respond',
  input: noteInput,
  lane: ({ key }) => key,
  run: async ({ tx, now, calls }) => {
    const rooms = await lockEach(tx, calls);
    const written = new Map<LockedRoom, Outcome<RoomReceipt>[]>();
    for (const locked of new Set(rooms.flatMap((room) => (room.ok ? [room.value] : [])))) {
      const here = calls.filter((_call, index) => isOf(rooms[index], locked));
      written.set(locked, await writeNotes(tx, locked, here, now));
    }
    return rooms.map((room) => (room.ok ? written.get(room.value)?.shift() : room));
  },
  ...told,
});

const isOf = (room: Outcome<LockedRoom> | undefined, locked: LockedRoom) => room?.ok === true && room.value === locked;

/** Finds and locks the incident that each call names; refused is who does not see it. */
async function lockEach(tx: Tx, calls: Call[]): Promise<Outcome<LockedRoom>[]> {
  const known = new Map<string, Promise<Outcome<number>>>();
  // Of one caller, who is one object here, a name is looked up once.
  const actors = [...new Set(calls.map(({ actor }) => actor))];
  const ids = await Promise.all(
    calls.map(({ actor, input: { key } }) => {
      const of = JSON.stringify([actors.indexOf(actor), key]);
      const found = known.get(of) ?? outcomeOf(() => findIncident(tx, actor, key));
      known.set(of, found);
      return found;
    }),
  );
  const rooms = await lockRoomsById(tx, [...new Set(ids.flatMap((id) => (id.ok ? [id.value] : [])))]);
  return Promise.all(
    calls.map(({ actor }, index) =>
      outcomeOf(async () => {
        const id = granted(ids[index]);
        const locked = rooms.find(({ stored }) => stored.id === id);
        if (!locked) throw new NotFoundError('This incident');
        await requireSight(tx, actor, locked);
        return locked;
      }),
    ),
  );
}

/** Where a note stands in the log; `isRepeat`: an earlier call put it there. */
type Place = { seq: number; isRepeat: boolean };

/** Looks at each note as if it came by itself, after those before it; those that can be written are, together. One outcome for each, in order. */
async function writeNotes(tx: Tx, locked: LockedRoom, calls: Call[], now: Date): Promise<Outcome<RoomReceipt>[]> {
  const { id, number, version, lastSeq, incident } = locked.stored;
  const asked = await Promise.all(
    calls.map(async (call) => {
      const { idem_key: idemKey, note } = call.input;
      const repeatable = repeatableOf(name, idemKey, { note });
      return { call, repeatable, earlier: await outcomeOf(() => repeatable && findRepeat(tx, id, repeatable)) };
    }),
  );
  const added: Added[] = [];
  const places: Outcome<Place>[] = [];
  for (const { call, repeatable, earlier } of asked) {
    places.push(
      await outcomeOf(() => {
        const seq = granted(earlier) ?? seqAmong(added, repeatable, lastSeq);
        if (seq !== null) return { seq, isRepeat: true };
        added.push({ call, repeatable, entry: entryOf(locked, call, now) });
        return { seq: lastSeq + added.length, isRepeat: false };
      }),
    );
  }
  const also = await writeAdded(tx, locked, added, now);
  const receipt = { id, number, version, status: incident.status, ...also.present };
  return places.map((place) => {
    if (!place.ok) return place;
    const { seq, isRepeat } = place.value;
    const row = added[seq - lastSeq - 1];
    const kinds = isRepeat || !row ? [] : [row.entry.kind, ...(row === added.at(-1) ? also.kinds : [])];
    return { ok: true, value: { ...receipt, seq, kinds } };
  });
}

/** A note that is about to be written. */
type Added = { call: Call; repeatable: Repeatable | undefined; entry: LogEntry };

/** The number of the row that this set writes under this key already; null when there is none. */
function seqAmong(added: Added[], repeatable: Repeatable | undefined, lastSeq: number): number | null {
  const index = added.findIndex((each) => repeatable && each.repeatable?.idemKey === repeatable.idemKey);
  if (!repeatable || index < 0) return null;
  if (!added[index]?.repeatable?.bodyHash.equals(repeatable.bodyHash)) throw keyMismatch();
  return lastSeq + index + 1;
}

/** The row of a note; throws why there can be none. */
function entryOf(locked: LockedRoom, { input: { expected_version: expected, note } }: Call, now: Date): LogEntry {
  requireVersion(locked, expected);
  if (endStatuses.includes(locked.stored.incident.status)) throw incidentOver(locked);
  const problem = timeProblem(note.occurredAt, '/occurred_at', now);
  if (problem) throw problem;
  return { kind: note.kind, occurredAt: note.occurredAt ?? now, text: note.text, payload: {} };
}

/** Writes notes and their deliveries. `kinds`: of rows that came after them by themselves; `present`: the facts, where those changed any. */
async function writeAdded(tx: Tx, locked: LockedRoom, added: Added[], now: Date) {
  if (added.length === 0) return { kinds: [], present: undefined };
  const { id, number } = locked.stored;
  const deliveries = added.flatMap(({ call: { actor, requestId = '' } }): DeliveryFacts[] => {
    const sourceId = sourceOf(actor);
    if (sourceId === null) return [];
    return [{ sourceId, kind: 'timeline', externalId: `INC-${number}`, result: 'updated', requestId }];
  });
  const by = added.map(({ call, repeatable }) => ({ actor: call.actor, repeatable }));
  // Sent together: everybody else who writes to this incident waits for each round trip.
  const [written] = await Promise.all([
    writeRoom(
      tx,
      locked,
      added.map(({ entry }) => entry),
      { by, now },
    ),
    appendDeliveries(tx, deliveries),
  ]);
  const kinds = written.log.slice(added.length).map(({ kind }) => kind);
  return { kinds, present: saysOnly(kinds) ? undefined : await readPresent(tx, id) };
}
