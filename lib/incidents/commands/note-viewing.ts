import sql from 'sql-template-tag';
import { z } from 'zod';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { monotonicMs } from '@/lib/core/time';
import { command } from '@/lib/server/command';
import { isLetIn, seesAll } from '../model/access';
import { numberOf } from '../model/key';
import { readWhoSees } from '../queries/access';
import { isPrivate } from '../queries/live';

const action = 'incident.view_private';
const hourMs = 3_600_000;

/** Writes that somebody reads a private incident by office alone; once an hour for each of them and each incident. */
const noteViewing = command({
  name: action,
  permission: 'incident:read',
  input: z.object({ key: z.string() }),
  run: async ({ tx, actor, input, now }): Promise<{ isNews: boolean }> => {
    const [incident] = await tx.sql<{ id: number; sourceId: number | null }>(sql`
      SELECT id, source_id AS "sourceId" FROM incident WHERE number = ${numberOf(input.key)} AND visibility = 'private'`);
    if (!incident) return { isNews: false };
    const people = (await readWhoSees(tx, incident.id)).map(({ id }) => id);
    if (isLetIn(actor, { sourceId: incident.sourceId, people })) return { isNews: false };
    const { type, id } = actorLabel(actor);
    const since = new Date(now.getTime() - hourMs);
    // By the index of actions, newest first; should an hour have more of them, one is written twice.
    const known = await tx.sql(sql`
      SELECT 1 FROM (SELECT * FROM audit_entry WHERE action = ${action} ORDER BY seq DESC LIMIT 1000) AS recent
      WHERE at > ${since} AND subject = ${input.key} AND actor_type = ${type} AND actor_id = ${id} LIMIT 1`);
    return { isNews: known.length === 0 };
  },
  audit: ({ isNews }, { input }) => (isNews ? { subject: input.key, detail: { because: 'administrator' } } : null),
});

const seen = new Map<string, number>();

/**
 * Audits what an administrator is about to be shown of a private incident that nobody let them into (incidents.md §13). It is written before
 * anything is shown; when it cannot be, nothing is.
 */
export async function auditViewing(actor: Actor, key: string, isHidden: boolean): Promise<void> {
  if (!isHidden || actor.kind === 'system' || !seesAll(actor)) return;
  const { type, id } = actorLabel(actor);
  const name = `${type} ${id} ${key}`;
  const at = monotonicMs();
  const before = seen.get(name);
  if (before !== undefined && at - before < hourMs) return;
  await noteViewing.execute({ key }, { actor });
  for (const [each, since] of seen) if (at - since >= hourMs) seen.delete(each);
  seen.set(name, at);
}

/** The same where all that is known of the incident is its number. */
export async function auditViewingOf(actor: Actor, number: number): Promise<void> {
  if (seesAll(actor)) await auditViewing(actor, `INC-${number}`, await isPrivate(number));
}
