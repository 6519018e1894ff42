import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import { draftedKind, draftedText } from '@/lib/incidents/model/settle';
import { command } from '@/lib/server/command';
import { keyInput, postmortemChannel } from '../schema';
import { insertPostmortem } from './insert';
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
    const entry = { kind: draftedKind, text: draftedText, payload: {} };
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
