import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import type { IncidentStatus } from '@/lib/incidents/schema';
import { documentOf, plainText, seedClient, seedOf } from '../model/document';
import { draftOf } from '../model/draft';
import { isDraftable } from '../model/review';
import { readFacts } from '../queries/facts';

/**
 * Makes the row with its seed, in one transaction with what asked for it, so that two who ask at once get one text; null when another
 * transaction made it first. It belongs to the commander, else to `fallback`. Answers the number of the incident, whose row is locked: while
 * there is no post-mortem, nobody can hold the lock that comes before it.
 */
export async function insertPostmortem(
  tx: Tx,
  incidentId: number,
  fallback: Actor | null,
  now: Date,
): Promise<number | null> {
  const [incident] = await tx.sql<{
    number: number;
    status: IncidentStatus;
    lastSeq: number;
    commander: string | null;
  }>(sql`
    SELECT i.number, i.status, i.last_seq AS "lastSeq", (SELECT s.user_id FROM incident_seat s
      WHERE s.incident_id = i.id AND s.seat = 'commander' ORDER BY s.ended_at DESC NULLS FIRST, s.id DESC LIMIT 1) AS commander
    FROM incident i WHERE i.id = ${incidentId} FOR NO KEY UPDATE OF i`);
  if (!incident) throw new NotFoundError('This incident');
  if (!isDraftable(incident.status)) {
    const message = `This incident is ${incident.status}. Its post-mortem begins once it is mitigated.`;
    throw new ValidationError([{ path: '/key', message }], 'illegal_transition');
  }
  const { facts } = await readFacts(tx, incidentId, null);
  const seed = seedOf(draftOf(facts));
  const owner = incident.commander ?? (fallback?.kind === 'user' ? fallback.id : null);
  const [made] = await tx.sql<{ id: number }>(sql`
    INSERT INTO postmortem (incident_id, owner_id, last_seq, followed_seq, timeline_rows, text, created_at, updated_at)
    VALUES (${incidentId}, ${owner}::uuid, 1, ${incident.lastSeq}, '{}', ${plainText(documentOf(seed))}, ${now}, ${now})
    ON CONFLICT (incident_id) DO NOTHING RETURNING id`);
  if (!made) return null;
  await tx.sql(sql`
    INSERT INTO pm_update (postmortem_id, seq, client_id, update, idem_key, author_name, created_at)
    VALUES (${made.id}, 1, ${seedClient}, ${Buffer.from(seed)}, ${randomUUID()}::uuid, 'Fairlead', ${now})`);
  return incident.number;
}
