import type { Actor } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/transaction';
import { lockRoomById, writeRoom } from '@/lib/incidents/commands/room';

type Entry = { kind: string; text: string; payload: Record<string, unknown> };

/** Writes what became of a post-mortem into the log of its incident, whose row is the last to be locked. */
export async function tellLog(tx: Tx, incidentId: number, entry: Entry, actor: Actor, now: Date): Promise<void> {
  const locked = await lockRoomById(tx, incidentId);
  await writeRoom(tx, locked, [{ ...entry, occurredAt: now }], { actor, now });
}
