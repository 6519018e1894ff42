import sql from 'sql-template-tag';
import { sourceOf } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db/pool';
import type { Tx } from '@/lib/db/transaction';
import { findIncident } from '@/lib/incidents/commands/find';
import { appendLog } from '@/lib/incidents/commands/rows';
import { canSeeIncident } from '@/lib/incidents/queries/visible';

/** The incident that `name` means to this actor; throws NotFoundError when there is none to be seen. */
export async function findSubject(tx: Queryable, actor: Actor, name: string): Promise<number> {
  const id = await findIncident(tx, name, sourceOf(actor));
  if (!(await canSeeIncident(tx, actor, id))) throw new NotFoundError(`Incident "${name}"`);
  return id;
}

type Entry = { kind: string; text: string; payload: Record<string, unknown> };

/** Writes what became of a post-mortem into the log of its incident, whose row is the last to be locked. Answers its head before that. */
export async function tellLog(tx: Tx, incidentId: number, entry: Entry, actor: Actor, now: Date) {
  const [head] = await tx.sql<{ seq: number; hash: Buffer | null }>(sql`
    SELECT last_seq AS seq, head_hash AS hash FROM incident WHERE id = ${incidentId} FOR NO KEY UPDATE`);
  if (!head) throw new NotFoundError('This incident');
  await appendLog(tx, [{ id: incidentId, after: head.seq, log: [{ ...entry, occurredAt: now }] }], actor, now);
  await tx.sql(sql`UPDATE incident SET last_seq = ${head.seq + 1}, updated_at = ${now} WHERE id = ${incidentId}`);
  return head;
}

/** The live channel of an incident. */
export const roomChannel = (number: number) => `incident:INC-${number}`;
