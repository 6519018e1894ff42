import sql from 'sql-template-tag';
import type * as Y from 'yjs';
import { z } from 'zod';
import { actorLabel } from '@/lib/auth/actor';
import { ConflictError, TooLargeError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { admit, mostDocumentBytes } from '../model/admit';
import { textMarkdown } from '../model/markdown';
import { isWritable } from '../model/review';
import { readDocument } from '../queries/document';
import { mostUpdateBytes, postmortemChannel } from '../schema';
import { type LockedPostmortem, lockPostmortem } from './lock';

export type UpdateReceipt = { number: number; seq: number; duplicate: boolean };

/** So many updates after the last one, the whole text is stored anew. */
export const textLimits = { snapshotEvery: 200 };

/**
 * Stores one update of a post-mortem's text. Looked up by its key first, so that a retried success answers success, also after the
 * approval. Throws ConflictError `postmortem_locked` when it may not be written any more, `updates_missing` with the server's state
 * vector when it builds on text that is not here, and ValidationError when it is no update.
 */
export const appendUpdate = command({
  name: 'postmortem.write',
  permission: 'postmortem:write',
  // Checked at the door by `updateQuery` and the cap on the body.
  input: z.object({ key: z.string(), clientId: z.number(), idemKey: z.string(), update: z.custom<Uint8Array>() }),
  // The rows are the trail.
  audit: 'none',
  run: async ({ tx, actor, input: { key, clientId, idemKey, update }, now }): Promise<UpdateReceipt> => {
    if (update.byteLength > mostUpdateBytes) throw new TooLargeError(mostUpdateBytes);
    const postmortem = await lockPostmortem(tx, actor, key);
    const { id, number, lastSeq } = postmortem;
    const bytes = Buffer.from(update);
    const [known] = await tx.sql<{ seq: number; update: Buffer }>(sql`
      SELECT seq, update FROM pm_update WHERE postmortem_id = ${id} AND idem_key = ${idemKey}::uuid`);
    if (known?.update.equals(bytes)) return { number, seq: known.seq, duplicate: true };
    if (known) throw new ConflictError('idempotency_mismatch', 'Another update came under this key.', '/idem_key');
    requireWritable(postmortem);
    const { doc } = await readDocument(tx, id);
    const { state, text } = admitted(doc, bytes);
    const seq = lastSeq + 1;
    await tx.sql(sql`
      INSERT INTO pm_update (postmortem_id, seq, client_id, update, idem_key, author_name, created_at)
      VALUES (${id}, ${seq}, ${clientId}, ${bytes}, ${idemKey}::uuid, ${actorLabel(actor).name}, ${now})`);
    await tx.sql(sql`UPDATE postmortem SET last_seq = ${seq}, text = ${text}, updated_at = ${now} WHERE id = ${id}`);
    if (seq % textLimits.snapshotEvery === 0) await storeSnapshot(tx, id, { seq, state, doc, now });
    return { number, seq, duplicate: false };
  },
  announce: ({ number, duplicate }) => (duplicate ? [] : [postmortemChannel(number)]),
});

/** Refuses a change of what was approved, published or skipped. */
export function requireWritable({ state }: LockedPostmortem): void {
  if (isWritable(state)) return;
  throw new ConflictError(
    'postmortem_locked',
    `This post-mortem is ${state}. Revise it to go on writing; it then needs another review.`,
  );
}

function admitted(doc: Y.Doc, update: Uint8Array): { state: Uint8Array; text: string } {
  const admission = admit(doc, update);
  if (admission.ok) return admission;
  switch (admission.reason) {
    case 'incomplete':
      throw new ConflictError(
        'updates_missing',
        'This builds on text that has not arrived. Send all that is missing.',
        '',
        {
          state_vector: Buffer.from(admission.stateVector).toString('base64'),
        },
      );
    case 'too_large':
      throw new TooLargeError(mostDocumentBytes);
    case 'corrupt':
      throw new ValidationError([{ path: '', message: 'This is no update of a text.' }]);
  }
}

type Snapshot = { seq: number; state: Uint8Array; doc: Y.Doc; now: Date };

/** Stores the whole text as it is after update `seq`: the rows that were really applied. */
export async function storeSnapshot(tx: Tx, id: number, { seq, state, doc, now }: Snapshot): Promise<void> {
  await tx.sql(sql`
    INSERT INTO pm_snapshot (postmortem_id, upto_seq, state, markdown, created_at)
    VALUES (${id}, ${seq}, ${Buffer.from(state)}, ${textMarkdown(doc)}, ${now}) ON CONFLICT DO NOTHING`);
}
