import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import * as Y from 'yjs';
import { readActionItems } from '@/lib/actions/queries';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { documentOf, plainText, replaceText } from '../model/document';
import { postmortemMarkdown } from '../model/markdown';
import { actionLines, partsOf } from '../model/parts';
import { readDocument } from '../queries/document';
import { readFacts } from '../queries/facts';
import { postmortemChannel, restoreInput, versionInput } from '../schema';
import { requireWritable } from './append-update';
import { type LockedPostmortem, lockPostmortem } from './lock';

/** Who wrote it, by the name that others know. */
const authorOf = (actor: Actor) => (actor.kind === 'user' ? actor.name : actorLabel(actor).name);

export type VersionReceipt = { number: number; id: number };

/** Keeps the text as it is now under a name, with what it exports to. */
export async function storeVersion(
  tx: Tx,
  postmortem: LockedPostmortem,
  { name, actor, now }: { name: string; actor: Actor; now: Date },
): Promise<number> {
  const { doc, seq } = await readDocument(tx, postmortem.id);
  const facts = postmortem.facts ?? (await readFacts(tx, postmortem.incidentId, postmortem.rows)).facts;
  const actions = actionLines(await readActionItems(tx, postmortem.incidentId));
  const markdown = postmortemMarkdown({ ...partsOf(doc), facts, actions });
  const [row] = await tx.sql<{ id: number }>(sql`
    INSERT INTO pm_version (postmortem_id, name, upto_seq, state, markdown, author_name, created_at)
    VALUES (${postmortem.id}, ${name}, ${seq}, ${Buffer.from(Y.encodeStateAsUpdate(doc))}, ${markdown}, ${authorOf(actor)}, ${now})
    RETURNING id`);
  return row?.id ?? 0;
}

/** Keeps the text as it is now under a name. */
export const saveVersion = command({
  name: 'postmortem.save_version',
  permission: 'postmortem:write',
  input: versionInput,
  run: async ({ tx, actor, input, now }): Promise<VersionReceipt> => {
    const postmortem = await lockPostmortem(tx, actor, input.key);
    return { number: postmortem.number, id: await storeVersion(tx, postmortem, { name: input.name, actor, now }) };
  },
  audit: ({ number }, { input }) => ({ subject: `INC-${number}`, detail: { name: input.name } }),
  announce: ({ number }) => [postmortemChannel(number)],
});

/**
 * Puts the text of a version in place of the present one, as one more update: nothing is taken out of the history, and what is there now
 * is kept as a version of its own. One that is being reviewed becomes a draft again.
 */
export const restoreVersion = command({
  name: 'postmortem.restore_version',
  permission: 'postmortem:write',
  input: restoreInput,
  run: async ({ tx, actor, input, now }): Promise<VersionReceipt> => {
    const postmortem = await lockPostmortem(tx, actor, input.key);
    requireWritable(postmortem);
    const { id, number, lastSeq } = postmortem;
    const [version] = await tx.sql<{ name: string; state: Buffer }>(sql`
      SELECT name, state FROM pm_version WHERE id = ${input.version} AND postmortem_id = ${id}`);
    if (!version) throw new NotFoundError('This version');
    const kept = await storeVersion(tx, postmortem, { name: `Before restoring “${version.name}”`, actor, now });
    const { doc } = await readDocument(tx, id);
    const update = replaceText(doc, documentOf(version.state));
    await tx.sql(sql`
      INSERT INTO pm_update (postmortem_id, seq, client_id, update, idem_key, author_name, created_at)
      VALUES (${id}, ${lastSeq + 1}, ${doc.clientID}, ${Buffer.from(update)}, ${randomUUID()}::uuid, ${authorOf(actor)}, ${now})`);
    await tx.sql(sql`
      UPDATE postmortem SET last_seq = ${lastSeq + 1}, text = ${plainText(doc)}, updated_at = ${now} WHERE id = ${id}`);
    return { number, id: kept };
  },
  audit: ({ number }, { input }) => ({ subject: `INC-${number}`, detail: { version: input.version } }),
  announce: ({ number }) => [postmortemChannel(number)],
});
