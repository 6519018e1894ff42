import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { findIncident } from '@/lib/incidents/commands/find';
import type { PostmortemFacts } from '../model/facts';
import type { PostmortemState } from '../model/review';

/** A post-mortem whose row is locked. */
export type LockedPostmortem = {
  id: number;
  incidentId: number;
  number: number;
  state: PostmortemState;
  lastSeq: number;
  /** The rows that its timeline shows; null while nobody chose. */
  rows: number[] | null;
  confirmedAt: Date | null;
  approvedSeq: number | null;
  facts: PostmortemFacts | null;
};

/**
 * Locks the post-mortem of the incident that `name` means to this actor. Its row comes before that of the incident, which is the last
 * lock of all (incidents.md §3). Null when nobody began it; throws NotFoundError when there is no such incident to be seen.
 */
export async function lockIfBegun(
  tx: Tx,
  actor: Actor,
  name: string,
): Promise<{ incidentId: number; locked: LockedPostmortem | null }> {
  const incidentId = await findIncident(tx, actor, name);
  const [row] = await tx.sql<LockedPostmortem>(sql`
    SELECT p.id, p.incident_id AS "incidentId", i.number, p.state, p.last_seq AS "lastSeq", p.confirmed_at AS "confirmedAt",
      p.approved_seq AS "approvedSeq", p.facts, CASE WHEN p.is_chosen THEN p.timeline_rows END AS rows
    FROM postmortem p JOIN incident i ON i.id = p.incident_id
    WHERE p.incident_id = ${incidentId} FOR NO KEY UPDATE OF p`);
  return { incidentId, locked: row ?? null };
}

/** The same; throws NotFoundError when nobody began it, too. */
export async function lockPostmortem(tx: Tx, actor: Actor, name: string): Promise<LockedPostmortem> {
  const { locked } = await lockIfBegun(tx, actor, name);
  if (!locked) throw new NotFoundError(`The post-mortem of "${name}"`);
  return locked;
}
