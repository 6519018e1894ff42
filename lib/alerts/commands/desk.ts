import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/transaction';
import { type LockedRoom, writeRoom } from '@/lib/incidents/commands/room';
import { lockIncidents } from '@/lib/incidents/commands/rows';
import { applyPatch, type Incident, type LogEntry } from '@/lib/incidents/model/incident';
import type { IncidentPatch } from '@/lib/incidents/schema';

/** An incident that alerts write to: as it is locked, and what its log gets. */
export type Seat = { locked: LockedRoom; incident: Incident; log: LogEntry[] };

/** The incidents that one delivery writes to. Each is locked once, in the order of their ids, and written once. */
export class Desk {
  private readonly seats = new Map<number, Seat>();

  constructor(
    private readonly tx: Tx,
    private readonly actor: Actor,
    private readonly now: Date,
  ) {}

  async lock(ids: number[]): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => !this.seats.has(id));
    if (wanted.length === 0) return;
    for (const draft of await lockIncidents(this.tx, sql`i.id = ANY(${wanted}::bigint[])`)) {
      if (draft.stored) this.take({ ...draft, stored: draft.stored });
    }
  }

  /** One that this transaction made, and so has locked. */
  take(locked: LockedRoom): Seat {
    const seat = { locked, incident: locked.incident, log: [] };
    this.seats.set(locked.stored.id, seat);
    return seat;
  }

  get(id: number): Seat | null {
    return this.seats.get(id) ?? null;
  }

  ids(): number[] {
    return [...this.seats.keys()];
  }

  /** Writes what was noted; answers the incidents whose log grew. */
  async write(): Promise<{ id: number; number: number }[]> {
    const written: { id: number; number: number }[] = [];
    for (const { locked, incident, log } of this.seats.values()) {
      if (log.length === 0) continue;
      await writeRoom(this.tx, locked, log, { actor: this.actor, now: this.now, incident });
      written.push({ id: locked.stored.id, number: locked.stored.number });
    }
    return written;
  }
}

/** Adds rows that change none of the incident's facts. */
export function say(seat: Seat, ...entries: LogEntry[]): void {
  seat.log.push(...entries);
}

const nothing: IncidentPatch = {
  title: undefined,
  severity: undefined,
  status: undefined,
  mergedInto: undefined,
  reason: undefined,
  startedAt: undefined,
  detectedAt: undefined,
  mitigatedAt: undefined,
  resolvedAt: undefined,
  causedBy: undefined,
  fixedBy: undefined,
  summary: undefined,
  visibility: undefined,
  expectedVersion: undefined,
};

/** Sets what is named of the incident's facts, with the rows that say so. */
export function change(seat: Seat, fields: Partial<IncidentPatch>, now: Date): void {
  const { incident, log } = applyPatch(seat.incident, { ...nothing, ...fields }, now);
  seat.incident = incident;
  seat.log.push(...log);
}

/** Nobody has accepted it yet: it is in triage, without a commander and without an acknowledgement. */
export function isUnaccepted({ locked, incident }: Seat): boolean {
  const { room } = locked.stored;
  return incident.status === 'triage' && room.acknowledgedAt === null && !hasCommander({ locked });
}

export function hasCommander({ locked }: Pick<Seat, 'locked'>): boolean {
  return locked.stored.room.seats.some(({ seat }) => seat === 'commander');
}
