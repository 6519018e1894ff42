import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import { command } from '@/lib/server/command';
import { documentOf, plainText } from '../model/document';
import { draftOf } from '../model/draft';
import { extendText } from '../model/extend';
import { readDocument } from '../queries/document';
import { readFacts } from '../queries/facts';
import { postmortemChannel } from '../schema';

const keeper: SystemActor = { kind: 'system', name: 'post-mortem keeper' };

/** A post-mortem `p` that may be written. */
const isWritten = sql`p.state IN ('draft', 'in_review', 'changes_requested')`;

/**
 * Adds the lines that the facts give now and did not when it was drafted. Nothing that anybody wrote is touched. It is no part of the write
 * that changed the facts: composing the text takes a while, and no writer of the incident waits for it or for who holds the post-mortem.
 */
const extendDraft = command({
  name: 'postmortem.extend',
  permission: 'postmortem:write',
  input: z.int(),
  // The update is a row of its own.
  audit: 'none',
  run: async ({ tx, input, now }): Promise<{ number: number; isExtended: boolean }> => {
    const [row] = await tx.sql<{ incidentId: number; number: number; lastSeq: number; logSeq: number }>(sql`
      SELECT i.id AS "incidentId", i.number, p.last_seq AS "lastSeq", i.last_seq AS "logSeq"
      FROM postmortem p JOIN incident i ON i.id = p.incident_id WHERE p.id = ${input} AND ${isWritten} FOR NO KEY UPDATE OF p`);
    if (!row) return { number: 0, isExtended: false };
    const { incidentId, number, lastSeq, logSeq } = row;
    const { doc } = await readDocument(tx, input);
    const [seed] = await tx.sql<{ update: Buffer }>(
      sql`SELECT update FROM pm_update WHERE postmortem_id = ${input} AND seq = 1`,
    );
    const { facts } = await readFacts(tx, incidentId, null);
    const update = seed && extendText(doc, documentOf(seed.update), draftOf(facts));
    const followed = sql`followed_seq = greatest(followed_seq, ${logSeq}::int)`;
    if (!update) {
      await tx.sql(sql`UPDATE postmortem SET ${followed} WHERE id = ${input}`);
      return { number, isExtended: false };
    }
    await tx.sql(sql`
      INSERT INTO pm_update (postmortem_id, seq, client_id, update, idem_key, author_name, created_at)
      VALUES (${input}, ${lastSeq + 1}, ${doc.clientID}, ${Buffer.from(update)}, ${randomUUID()}::uuid, 'Fairlead', ${now})`);
    await tx.sql(sql`
      UPDATE postmortem SET last_seq = ${lastSeq + 1}, text = ${plainText(doc)}, updated_at = ${now}, ${followed} WHERE id = ${input}`);
    return { number, isExtended: true };
  },
  announce: ({ number, isExtended }) => (isExtended ? [postmortemChannel(number)] : []),
});

const most = 200;

/** Drafts whose incidents' logs got rows by which they could say more: how it ended, or which deployment it was. */
async function findBehind(lookBackMinutes: number): Promise<number[]> {
  const rows = await primarySql<{ id: number }>(sql`
    SELECT p.id FROM postmortem p JOIN incident i ON i.id = p.incident_id
    WHERE ${isWritten} AND i.last_seq > p.followed_seq AND i.updated_at > now() - make_interval(mins => ${lookBackMinutes})
      AND EXISTS (SELECT 1 FROM incident_event e WHERE e.incident_id = i.id AND e.seq > p.followed_seq
        AND (e.kind = 'deploy_judged' OR (e.kind = 'status_changed' AND e.payload ->> 'to' IN ('mitigated', 'resolved'))))
    ORDER BY p.id LIMIT ${most}`);
  return rows.map(({ id }) => id);
}

let isExtending = false;

/** Brings drafts up to date with their incidents; every process does so every second or two, and none gets in another's way. */
export async function extendDrafts(lookBackMinutes = 2): Promise<void> {
  if (isExtending) return;
  isExtending = true;
  try {
    for (const id of await findBehind(lookBackMinutes)) {
      // One that cannot be extended must not keep the others from it.
      await extendDraft
        .execute(id, { actor: keeper })
        .catch((error: unknown) => logger.warn({ err: error, postmortem: id }, 'a draft could not be extended'));
    }
  } catch (error) {
    logger.warn({ err: error }, 'drafts of post-mortems could not be extended; it is tried again');
  } finally {
    isExtending = false;
  }
}
