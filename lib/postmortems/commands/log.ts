import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import type { Queryable } from '@/lib/db/pool';
import type { Tx } from '@/lib/db/transaction';
import { findIncident } from '@/lib/incidents/commands/find';
import { lockRoomById, writeRoom } from '@/lib/incidents/commands/room';

/** The incident that `name` means to this actor; throws NotFoundError when there is none to be seen. */
export function findSubject(tx: Queryable, actor: Actor, name: string): Promise<number> {
  return findIncident(tx, actor, name);
}

type Entry = { kind: string; text: string; payload: Record<string, unknown> };

/** Writes what became of a post-mortem into the log of its incident, whose row is the last to be locked. Answers its head before that. */
export async function tellLog(tx: Tx, incidentId: number, entry: Entry, actor: Actor, now: Date) {
  const locked = await lockRoomById(tx, incidentId);
  const [head] = await tx.sql<{ hash: Buffer | null }>(
    sql`SELECT head_hash AS hash FROM incident WHERE id = ${incidentId}`,
  );
  await writeRoom(tx, locked, [{ ...entry, occurredAt: now }], { actor, now });
  return { seq: locked.stored.lastSeq, hash: head?.hash ?? null };
}

/** The live channel of an incident. */
export const roomChannel = (number: number) => `incident:INC-${number}`;
