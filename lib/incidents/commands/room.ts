import sql from 'sql-template-tag';
import { z } from 'zod';
import { appendDeliveries, sourceOf } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import type { Permission } from '@/lib/auth/policy';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import { sha256 } from '@/lib/core/ids';
import type { Tx } from '@/lib/db/transaction';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { type Command, command } from '@/lib/server/command';
import { canSee } from '../model/access';
import type { Incident, LogEntry } from '../model/incident';
import { readOnly } from '../model/status';
import { readWhoSees } from '../queries/access';
import type { IncidentStatus } from '../schema';
import { incidentChannel } from '../schema/room';
import { findIncident } from './find';
import { markSeen } from './note-seen';
import {
  type Author,
  type Draft,
  lockIncidents,
  type Repeatable,
  type StoredIncident,
  saidOnly,
  storeIncidents,
  type Written,
} from './rows';

/** One incident whose row is locked, with its room. */
export type LockedRoom = Draft & { stored: StoredIncident };

/**
 * Locks the incident that `name` means to this actor: INC-42, or a source's id. The lock is the last one that a transaction takes. Throws
 * NotFoundError when there is none, or none that the actor may see.
 */
export async function lockRoom(tx: Tx, actor: Actor, name: string): Promise<LockedRoom> {
  const locked = await lockRoomById(tx, await findIncident(tx, actor, name));
  await requireSight(tx, actor, locked);
  return locked;
}

/**
 * Throws NotFoundError when this actor does not see a locked incident: it may have become private, or its door closed, while they waited for
 * the lock.
 */
export async function requireSight(tx: Tx, actor: Actor, { stored, sourceId }: LockedRoom): Promise<void> {
  if (stored.room.visibility !== 'private') return;
  const people = (await readWhoSees(tx, stored.id)).map(({ id }) => id);
  if (!canSee(actor, { visibility: 'private', sourceId, people })) throw new NotFoundError('This incident');
}

/** The same by its row id, for the program's own work. */
export async function lockRoomById(tx: Tx, id: number): Promise<LockedRoom> {
  const [room] = await lockRoomsById(tx, [id]);
  if (!room) throw new NotFoundError('This incident');
  return room;
}

/** Locks two incidents at once, in the order of their ids whichever is named first; of one that is named twice both are the same. */
export async function lockRoomPair(tx: Tx, actor: Actor, names: [string, string]): Promise<[LockedRoom, LockedRoom]> {
  const ids = [await findIncident(tx, actor, names[0]), await findIncident(tx, actor, names[1])];
  const rooms = await lockRoomsById(tx, ids);
  const [first, second] = ids.map((id) => rooms.find(({ stored }) => stored.id === id));
  if (!first || !second) throw new NotFoundError('This incident');
  for (const locked of rooms) await requireSight(tx, actor, locked);
  return [first, second];
}

/** Locks incidents by their row ids, in the order of these; one that is not there is missing. */
export async function lockRoomsById(tx: Tx, ids: number[]): Promise<LockedRoom[]> {
  const drafts = await lockIncidents(tx, sql`i.id = ANY(${ids}::bigint[])`);
  return drafts.flatMap((draft) => (draft.stored ? [{ ...draft, stored: draft.stored }] : []));
}

type Writing = { now: Date; incident?: Incident } & (Author | { by: Author[] });

/**
 * Appends rows to the log of a locked incident and brings all that follows from them along: its room, targets, links and notifications.
 * `incident`: its facts after these rows, where they change; `by`: who wrote which of them, see `appendLog`.
 */
export async function writeRoom(
  tx: Tx,
  locked: LockedRoom,
  log: LogEntry[],
  { now, incident = locked.incident, ...author }: Writing,
): Promise<Written> {
  const by = 'by' in author ? author.by : [author];
  const draft = { ...locked, incident, log, isDue: log.length === 0 };
  const written = (await storeIncidents(tx, [draft], by, now)).get(draft);
  if (!written) throw new Error('a locked incident was not stored');
  const people = new Set(by.flatMap(({ actor }) => (actor.kind === 'user' ? [actor.id] : [])));
  for (const id of people) {
    if (written.room.seats.some(({ person }) => person.id === id))
      await markSeen(tx, sql`s.incident_id = ${written.id}`, id, now);
  }
  return written;
}

/** What every command on one incident takes: which, on top of what, and a key by which a repeat is known. */
export const roomInput = z.object({
  key: z.string().max(255),
  expected_version: z.int().min(1).optional(),
  idem_key: z.uuid().optional(),
});

export type RoomReceipt = {
  id: number;
  number: number;
  /** Number of the first row that it wrote; null when nothing changed. */
  seq: number | null;
  version: number;
  status: IncidentStatus;
  kinds: string[];
  /** Number of the other incident that it wrote to. */
  beside?: number;
};

type RoomRun<I> = { tx: Tx; actor: Actor; now: Date; input: I; locked: LockedRoom; beside: LockedRoom | null };
/** `besideLog`: rows for the log of the incident beside. */
type Change = { incident?: Incident; log: LogEntry[]; besideLog?: LogEntry[] };

type RoomSpec<S extends z.ZodType> = {
  name: string;
  permission?: Permission;
  input: S;
  run: (context: RoomRun<z.output<S>>) => Promise<Change> | Change;
  /** Names another incident that is locked with it. */
  besideOf?: (input: z.output<S>) => string;
  /** Statuses in which it may not be done; an incident that is over takes no more than amendments and its post-mortem. */
  closedFor?: readonly IncidentStatus[];
  audited?: boolean;
};

export const endStatuses: readonly IncidentStatus[] = ['closed', 'declined', 'merged', 'cancelled'];

/**
 * A command on one incident: lock → seen by the actor → a repeat answers as before → expected version → `run` → rows, projections. A
 * repeat with another body is a conflict; so is a version that is not the present one, which is answered with what it is now.
 */
export function roomCommand<S extends z.ZodType<z.output<typeof roomInput>>>(
  spec: RoomSpec<S>,
): Command<S, RoomReceipt> {
  const { name, permission = 'incident:respond', input: schema, run, closedFor = readOnly, audited = false } = spec;
  return command({
    name,
    permission,
    input: schema,
    run: async ({ tx, actor, input, now, requestId = '' }): Promise<RoomReceipt> => {
      const { key, expected_version: expected, idem_key: idemKey, ...asked } = input;
      const other = spec.besideOf?.(input);
      const [locked, beside] =
        other === undefined ? [await lockRoom(tx, actor, key), null] : await lockRoomPair(tx, actor, [key, other]);
      const { id, number, version, lastSeq, incident } = locked.stored;
      const receipt = { id, number, version, status: incident.status };
      const repeatable = repeatableOf(name, idemKey, asked);
      if (repeatable) {
        const before = await findRepeat(tx, id, repeatable);
        if (before !== null) return { ...receipt, seq: before, kinds: [] };
      }
      requireVersion(locked, expected);
      if (closedFor.includes(incident.status)) throw incidentOver(locked);
      const { besideLog = [], ...change } = await run({ tx, actor, now, input, locked, beside });
      if (beside && besideLog.length > 0) await writeRoom(tx, beside, besideLog, { actor, now });
      const also = beside && besideLog.length > 0 ? { beside: beside.stored.number } : {};
      if (change.log.length === 0) return { ...receipt, ...also, seq: null, kinds: besideLog.map(({ kind }) => kind) };
      const sourceId = sourceOf(actor);
      const delivery = { kind: 'incident', externalId: `INC-${number}`, requestId } as const;
      // Sent together: everybody else who writes to this incident waits for each round trip.
      const [written] = await Promise.all([
        writeRoom(tx, locked, change.log, { actor, now, repeatable, ...change }),
        appendDeliveries(tx, sourceId === null ? [] : [{ sourceId, result: 'updated', ...delivery }]),
      ]);
      const kinds = written.log.map((entry) => entry.kind);
      const present = saysOnly(kinds) ? {} : await readPresent(tx, id);
      return { ...receipt, ...present, ...also, seq: lastSeq + 1, kinds };
    },
    audit: audited
      ? ({ number, kinds }, { input }) => (kinds.length > 0 ? { subject: `INC-${number}`, detail: { ...input } } : null)
      : 'none',
    ...told,
  });
}

/** Are these all rows that change nothing but the log? */
export const saysOnly = (kinds: string[]) => kinds.every((kind) => saidOnly.test(kind));

/** Who hears of a write to one incident, and what follows it. */
export const told = {
  announce: ({ number, kinds, beside }: RoomReceipt): string[] => {
    if (kinds.length === 0) return [];
    const rooms = [number, ...(beside === undefined ? [] : [beside])].map(incidentChannel);
    // Words alone change nothing that other pages show.
    return saysOnly(kinds) ? rooms : [...rooms, 'overview'];
  },
  afterCommit: ({ kinds }: RoomReceipt): void => {
    if (!saysOnly(kinds)) refreshRollupsSoon();
  },
};

/** By what a repeat of this is known; undefined when its writer gave no key for it. `asked`: all that makes it what it is. */
export function repeatableOf(name: string, idemKey: string | undefined, asked: object): Repeatable | undefined {
  return idemKey === undefined ? undefined : { idemKey, bodyHash: sha256(JSON.stringify([name, asked])) };
}

/** Version and status as they are stored now, within the transaction that may have changed them. */
export async function readPresent(
  tx: Tx,
  id: number,
): Promise<{ version: number; status: IncidentStatus } | undefined> {
  const [row] = await tx.sql<{ version: number; status: IncidentStatus }>(
    sql`SELECT version, status FROM incident WHERE id = ${id}`,
  );
  return row;
}

/**
 * The number of the row that was written under this key before; null when there is none. Throws a ConflictError `idempotency_mismatch` when
 * it was written with something else.
 */
export async function findRepeat(tx: Tx, id: number, { idemKey, bodyHash }: Repeatable): Promise<number | null> {
  const [known] = await tx.sql<{ seq: number; bodyHash: Buffer | null }>(sql`
    SELECT seq, body_hash AS "bodyHash" FROM incident_event WHERE incident_id = ${id} AND idem_key = ${idemKey}`);
  if (!known) return null;
  if (known.bodyHash?.equals(bodyHash)) return known.seq;
  throw keyMismatch();
}

/** The conflict of a write whose key came with something else before. */
export function keyMismatch(): ConflictError {
  return new ConflictError(
    'idempotency_mismatch',
    'This key came before with something else. Use a new one.',
    '/idem_key',
  );
}

/** What it is now, for somebody who worked on something older. */
function currentOf({ stored }: LockedRoom): Record<string, unknown> {
  const { number, version, incident, room } = stored;
  const commander = room.seats.find(({ seat }) => seat === 'commander')?.person.name ?? null;
  return { key: `INC-${number}`, version, status: incident.status, severity: incident.severity, commander };
}

/** Throws a ConflictError `stale_version` when a writer worked on something older than what the incident is now. */
export function requireVersion(locked: LockedRoom, expected: number | undefined): void {
  const { version, incident } = locked.stored;
  if (expected === undefined || expected === version) return;
  const { status, severity } = incident;
  throw new ConflictError(
    'stale_version',
    `Somebody changed this incident in the meantime: it is ${status}, ${severity} now. Look at it and do it again if it is still right.`,
    '/expected_version',
    currentOf(locked),
  );
}

/** The conflict of a write with an incident that is over. */
export function incidentOver(locked: LockedRoom): ConflictError {
  const { status } = locked.stored.incident;
  const remedy = status === 'closed' ? 'Re-open it first.' : 'Nothing can be added to it any more.';
  return new ConflictError('incident_over', `This incident is ${status}. ${remedy}`, '', currentOf(locked));
}
