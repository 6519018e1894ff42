import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import type { IncidentStatus } from '@/lib/incidents/schema';
import { command } from '@/lib/server/command';
import { documentOf, plainText, seedClient, seedOf } from '../model/document';
import { draftOf } from '../model/draft';
import { isDraftable } from '../model/review';
import { readFacts } from '../queries/facts';
import { keyInput, postmortemChannel } from '../schema';
import { lockIfBegun } from './lock';
import { tellLog } from './log';

export type StartReceipt = { number: number; isNew: boolean };

/**
 * Drafts the post-mortem of an incident from its log, once: the seed is made in the transaction that makes the row, so that two who
 * ask at once get one text. It belongs to the commander, else to whoever asked.
 */
export const startPostmortem = command({
  name: 'postmortem.start',
  permission: 'postmortem:write',
  input: keyInput,
  run: async ({ tx, actor, input, now }): Promise<StartReceipt> => {
    const { incidentId, locked } = await lockIfBegun(tx, actor, input.key);
    if (locked) return { number: locked.number, isNew: false };
    const number = await insertPostmortem(tx, incidentId, actor, now);
    if (number === null) return startedMeanwhile(tx, incidentId);
    const entry = { kind: 'postmortem_drafted', text: 'Post-mortem drafted from the log', payload: {} };
    await tellLog(tx, incidentId, entry, actor, now);
    return { number, isNew: true };
  },
  audit: ({ number, isNew }) => (isNew ? { subject: `INC-${number}`, detail: {} } : null),
  announce: ({ number, isNew }) => (isNew ? [postmortemChannel(number), 'overview'] : []),
});

async function startedMeanwhile(tx: Tx, incidentId: number): Promise<StartReceipt> {
  const [row] = await tx.sql<{ number: number }>(sql`SELECT number FROM incident WHERE id = ${incidentId}`);
  return { number: row?.number ?? 0, isNew: false };
}

/** Makes the row with its seed; null when another transaction made it first. Answers the number of the incident. */
export async function insertPostmortem(tx: Tx, incidentId: number, actor: Actor, now: Date): Promise<number | null> {
  const [incident] = await tx.sql<{ number: number; status: IncidentStatus; commander: string | null }>(sql`
    SELECT i.number, i.status, (SELECT s.user_id FROM incident_seat s
      WHERE s.incident_id = i.id AND s.seat = 'commander' ORDER BY s.ended_at DESC NULLS FIRST, s.id DESC LIMIT 1) AS commander
    FROM incident i WHERE i.id = ${incidentId}`);
  if (!incident) throw new NotFoundError('This incident');
  if (!isDraftable(incident.status)) {
    const message = `This incident is ${incident.status}. Its post-mortem begins once it is mitigated.`;
    throw new ValidationError([{ path: '/key', message }], 'illegal_transition');
  }
  const { facts } = await readFacts(tx, incidentId, null);
  const seed = seedOf(draftOf(facts));
  const owner = incident.commander ?? (actor.kind === 'user' ? actor.id : null);
  const [made] = await tx.sql<{ id: number }>(sql`
    INSERT INTO postmortem (incident_id, owner_id, last_seq, timeline_rows, text, created_at, updated_at)
    VALUES (${incidentId}, ${owner}::uuid, 1, '{}', ${plainText(documentOf(seed))}, ${now}, ${now})
    ON CONFLICT (incident_id) DO NOTHING RETURNING id`);
  if (!made) return null;
  await tx.sql(sql`
    INSERT INTO pm_update (postmortem_id, seq, client_id, update, idem_key, author_name, created_at)
    VALUES (${made.id}, 1, ${seedClient}, ${Buffer.from(seed)}, ${randomUUID()}::uuid, 'Fairlead', ${now})`);
  return incident.number;
}
